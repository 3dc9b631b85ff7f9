import { unquote } from './path.js';

/** What stands above the first hunk of a file. Paths are as written, without quotes and prefixes. */
export interface Header {
  readonly oldPath: string | undefined;
  readonly newPath: string | undefined;
  readonly isNew: boolean;
  readonly isDeleted: boolean;
  readonly isBinary: boolean;
  readonly isCombined: boolean;
  readonly changesMode: boolean;
  readonly oldBlob: string | undefined;
  readonly newBlob: string | undefined;
}

const EXTENDED =
  /^(?:index |old mode |new mode |new file mode |deleted file mode |similarity index |dissimilarity index |rename |copy |mode |--- |\+\+\+ |Binary files |GIT binary patch|={10,}$)/;

/** Whether the header of a file starts at this line. */
export function startsFile(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (line.startsWith('diff -')) {
    if (/^diff --(?:git|cc|combined) \S/.test(line)) return true;
    return [1, 2].some((step) => lines[at + step]?.startsWith('--- ') === true);
  }
  if (line.startsWith('Index: ')) return /^={10,}/.test(lines[at + 1] ?? '');
  return line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ') === true && /^@@ -\d/.test(lines[at + 2] ?? '');
}

/** Index of the line behind the header that starts at `at`. */
export function endOfHeader(lines: readonly string[], at: number): number {
  // A long first line may have been wrapped by a mail program.
  const isWrapped = lines[at]!.startsWith('diff --git ') && /^ ?"?b\/\S+$/.test(lines[at + 1] ?? '');
  let end = at + (isWrapped ? 2 : 1);
  // `--- ` may only be the pair of this header; a second one belongs to the next file.
  let pair = lines[at]!.startsWith('--- ');
  for (; end < lines.length && EXTENDED.test(lines[end]!); end++) {
    if (!lines[end]!.startsWith('--- ')) continue;
    if (pair) break;
    pair = true;
  }
  return end;
}

/** Reads the lines of one header. */
export function readHeader(lines: readonly string[]): Header {
  const after = (prefix: string): string | undefined =>
    lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const first = /^ ?"?b\//.test(lines[1] ?? '') ? `${lines[0]!.trimEnd()} ${lines[1]!.trimStart()}` : lines[0]!;
  const git = /^diff --git (.+)$/.exec(first)?.[1];
  const named = /^diff --(?:cc|combined) (.+)$/.exec(first)?.[1];
  const oldName = fileName(after('--- '));
  const newName = fileName(after('+++ '));
  const blobs = /^([0-9a-f]{7,64})\.\.([0-9a-f]{7,64})\b/.exec(after('index ') ?? '');
  const [oldPath, newPath] =
    oldName !== undefined && newName !== undefined
      ? stripPair(oldName, newName)
      : (movedPair(after) ?? (git === undefined ? [fileName(named), fileName(named)] : gitPair(git)));
  return {
    oldPath,
    newPath,
    isNew: after('new file mode ') !== undefined || oldPath === '/dev/null',
    isDeleted: after('deleted file mode ') !== undefined || newPath === '/dev/null',
    isBinary: lines.some((line) => line === 'GIT binary patch' || /^Binary files .* differ$/.test(line)),
    isCombined: named !== undefined,
    changesMode: after('old mode ') !== undefined,
    oldBlob: realBlob(blobs?.[1]),
    newBlob: realBlob(blobs?.[2]),
  };
}

type Names = readonly [string | undefined, string | undefined];

function movedPair(after: (prefix: string) => string | undefined): Names | undefined {
  const from = after('rename from ') ?? after('copy from ');
  const to = after('rename to ') ?? after('copy to ');
  return from === undefined || to === undefined ? undefined : [unquote(from), unquote(to)];
}

/** A name of a `---` or `+++` line: what stands behind a tab, or looks like a time, is a time. */
function fileName(text: string | undefined): string | undefined {
  const name = text
    ?.split('\t', 1)[0]!
    .replace(/\s+\d{4}-\d\d-\d\d \d\d:\d\d.*$/, '')
    .trimEnd();
  return name === undefined || name === '' ? undefined : unquote(name);
}

/** The two names of a `diff --git` line, which may hold blanks: equal behind their prefixes, quoted, or parted before `b/`. */
function gitPair(rest: string): Names {
  const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(rest);
  if (quoted) return stripPair(unquote(quoted[1]!), unquote(quoted[2]!));
  const half = (rest.length - 1) / 2;
  const [left, right] = [rest.slice(0, half), rest.slice(half + 1)];
  if (rest[half] === ' ' && left.slice(1) === right.slice(1)) return stripPair(left, right);
  const cut = rest.indexOf(' b/');
  return cut > 0 ? stripPair(rest.slice(0, cut), rest.slice(cut + 1)) : [rest, rest];
}

/** Prefixes that git writes: a/ b/, with diff.mnemonicPrefix also i/ w/ c/ o/, between two plain files 1/ 2/. */
const PREFIX = /^[abiwco12]\//;

function stripPair(from: string, to: string): Names {
  const known = (name: string): boolean => name === '/dev/null' || PREFIX.test(name);
  const strip = (name: string): string => (name === '/dev/null' ? name : name.slice(2));
  const samePrefix = from.slice(0, 2) === to.slice(0, 2);
  if (known(from) && known(to) && (!samePrefix || from === '/dev/null')) return [strip(from), strip(to)];
  if (from === '/dev/null' || to === '/dev/null') return [from, to];
  // `linux.orig/kernel/fork.c` against `linux/kernel/fork.c`, or `fork.c.orig` against `fork.c`.
  const behind = (name: string): string => name.slice(name.indexOf('/') + 1);
  if (from !== to && from.includes('/') && behind(from) === behind(to)) return [behind(from), behind(to)];
  if (/^\.(?:orig|old)$/.test(from.slice(to.length)) && from.startsWith(to)) return [to, to];
  return [from, to];
}

function realBlob(id: string | undefined): string | undefined {
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

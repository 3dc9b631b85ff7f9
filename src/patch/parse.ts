import parseDiff from 'parse-diff';
import type { FilePatch, Hunk, Line, Mail, Patch, Skipped } from '../types.js';
import { treePath } from './path.js';

/** A diff of more lines is not read; the largest patches on kernel lists have some 50,000. */
const MAX_LINES = 300_000;
const MAX_HEADER = 4096;

interface Segment {
  /** Index of the first line, and of the line behind the last one. */
  readonly start: number;
  readonly end: number;
}

/** Finds the diffs of a mail. Never throws: files that cannot be read are in `skipped`. */
export function parsePatch(mail: Mail): Patch {
  const lines = mail.body.split('\n');
  const baseCommit = /^base-commit: ([0-9a-f]{12,64})\b/m.exec(mail.body)?.[1];
  if (lines.length > MAX_LINES) {
    return {
      files: [],
      baseCommit,
      skipped: [{ file: '', reason: `diff of ${lines.length} lines is too large to read` }],
    };
  }
  const files: FilePatch[] = [];
  const skipped: Skipped[] = [];
  for (const segment of segmentsOf(lines)) {
    const header = lines[segment.start]!;
    if (header.length > MAX_HEADER) skipped.push({ file: '', reason: 'diff header line is too long' });
    else readSegment(lines, segment, files, skipped);
  }
  return { files, baseCommit, skipped };
}

/** One segment a `diff --git` line; without any, the text from the first `---`/`+++` pair on. */
function segmentsOf(lines: readonly string[]): readonly Segment[] {
  const starts: number[] = [];
  lines.forEach((line, i) => {
    if (line.startsWith('diff --git ') || (line.startsWith('diff -') && lines[i + 1]?.startsWith('--- ')))
      starts.push(i);
  });
  if (starts.length === 0) {
    lines.forEach((line, i) => {
      if (line.startsWith('--- ') && lines[i + 1]?.startsWith('+++ ') && lines[i + 2]?.startsWith('@@ -'))
        starts.push(i);
    });
  }
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? lines.length }));
}

function readSegment(lines: readonly string[], segment: Segment, files: FilePatch[], skipped: Skipped[]): void {
  const own = lines.slice(segment.start, segment.end);
  const headers = own.slice(
    0,
    Math.max(
      0,
      own.findIndex((line) => line.startsWith('@@ -')),
    ) || 40,
  );
  for (const parsed of parseDiff(own.join('\n'))) {
    const isNew = parsed.new === true || parsed.from === '/dev/null';
    const isDeleted = parsed.deleted === true || parsed.to === '/dev/null';
    const from = treePath(isNew ? undefined : parsed.from);
    const to = treePath(isDeleted ? undefined : parsed.to);
    const error = from.error ?? to.error;
    const name = parsed.to ?? parsed.from ?? '';
    if (error !== undefined) {
      skipped.push({ file: printable(name), reason: `refused: ${error}` });
      continue;
    }
    const oldPath = from.path ?? undefined;
    const newPath = to.path ?? (isDeleted ? undefined : oldPath);
    const blobs = /^index ([0-9a-f]{7,64})\.\.([0-9a-f]{7,64})/m.exec(headers.join('\n'));
    const isBinary = own.some((line) => line.startsWith('GIT binary patch') || /^Binary files .* differ$/.test(line));
    if (parsed.chunks.length === 0 && !isBinary && oldPath === newPath && !isNew && !isDeleted) continue;
    const hunks = hunksOf(parsed.chunks, own, segment.start, (reason) =>
      skipped.push({ file: newPath ?? oldPath ?? '', reason }),
    );
    files.push({
      oldPath,
      newPath,
      isNew,
      isDeleted,
      isBinary,
      oldBlob: realBlob(blobs?.[1]),
      newBlob: realBlob(blobs?.[2]),
      mailLine: segment.start + 1,
      hunks,
    });
  }
}

function realBlob(id: string | undefined): string | undefined {
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x1f\x7f]/g, '?').slice(0, 200);
}

function hunksOf(
  chunks: readonly parseDiff.Chunk[],
  own: readonly string[],
  offset: number,
  skip: (reason: string) => void,
): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let cursor = 0;
  for (const chunk of chunks) {
    while (cursor < own.length && own[cursor] !== chunk.content) cursor++;
    const at = cursor++;
    const lines: Line[] = [];
    let mangled = false;
    for (const [k, change] of chunk.changes.entries()) {
      const text = change.content;
      const mailLine = offset + at + k + 2;
      if (text.startsWith('\\')) continue;
      if (change.type === 'normal') {
        if (text !== '' && !/^[ \t]/.test(text)) {
          mangled = true;
          break;
        }
        lines.push({
          kind: 'context',
          text: text.startsWith('\t') ? text : text.slice(1),
          oldLine: change.ln1,
          newLine: change.ln2,
          mailLine,
        });
      } else if (change.type === 'add') {
        lines.push({ kind: 'added', text: text.slice(1), oldLine: undefined, newLine: change.ln, mailLine });
      } else lines.push({ kind: 'removed', text: text.slice(1), oldLine: change.ln, newLine: undefined, mailLine });
    }
    const seen = lines.filter((line) => line.kind !== 'added').length;
    if (mangled || seen < chunk.oldLines - 1)
      skip(`hunk at line ${chunk.newStart} is mangled or cut off: read as far as it goes`);
    const heading = /^@@ .*? @@ ?(.*)$/.exec(chunk.content)?.[1] ?? '';
    hunks.push({
      oldStart: chunk.oldStart,
      newStart: chunk.newStart,
      heading,
      mailLine: offset + at + 1,
      lines: dropSignature(lines, mangled),
    });
  }
  return hunks;
}

/** A cut-off hunk eats the signature: `-- ` reads as a removed line. */
function dropSignature(lines: readonly Line[], mangled: boolean): readonly Line[] {
  if (!mangled) return lines;
  const at = lines.findIndex((line) => line.kind === 'removed' && line.text === '- ');
  return at >= 0 ? lines.slice(0, at) : lines;
}

import type { Finding, Patch, Place, Role } from '../types.js';

/** A line of an excerpt; `undefined` in the list stands for lines left out. */
export interface ExcerptLine {
  /** Line number after the patch (before it for a removed line), 0 where unknown. */
  readonly line: number;
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
  /** What the line is to the finding, if anything. */
  readonly roles: readonly Role[];
}

/** The lines of one file that a finding is about. */
export interface Excerpt {
  readonly file: string;
  readonly lines: readonly (ExcerptLine | undefined)[];
}

/** Lines between two marked ones are shown up to this many, else left out. */
const BETWEEN = 4;
/** Roles whose place is a line of the way; of the others only the name counts. */
const SHOWN: ReadonlySet<Role> = new Set([
  'acquire',
  'branch',
  'exit',
  'removed',
  'release',
  'init',
  'teardown',
  'caller',
  'use',
]);

/** The code that a finding is about, as far as the mail or the finding itself has it: one excerpt a file, the file of the finding first. */
export function excerptsOf(finding: Finding, patch: Patch): readonly Excerpt[] {
  const files = new Map<string, Place[]>([[finding.file, []]]);
  for (const place of finding.related) {
    if (!SHOWN.has(place.role) || place.line <= 0) continue;
    const list = files.get(place.file);
    if (list) list.push(place);
    else files.set(place.file, [place]);
  }
  const own = files.get(finding.file)!;
  if (own.length === 0)
    own.push({
      role: 'acquire',
      file: finding.file,
      function: finding.function,
      line: finding.line,
      mailLine: finding.mailLine,
      text: finding.text,
    });
  return [...files].map(([file, places]) => ({ file, lines: linesOf(places, knownLines(file, patch)) }));
}

type Known = ReadonlyMap<string, Omit<ExcerptLine, 'roles'>>;

function key(line: number, removed: boolean): string {
  return `${removed ? '-' : '+'}${line}`;
}

/** What the mail shows of a file, by line number. */
function knownLines(path: string, patch: Patch): Known {
  const known = new Map<string, Omit<ExcerptLine, 'roles'>>();
  for (const file of patch.files) {
    if ((file.newPath ?? file.oldPath) !== path) continue;
    for (const { lines } of file.hunks) {
      for (const { kind, text, oldLine, newLine } of lines) {
        const removed = kind === 'removed';
        const line = (removed ? oldLine : newLine) ?? 0;
        known.set(key(line, removed), { line, sign: removed ? '-' : kind === 'added' ? '+' : ' ', text });
      }
    }
  }
  return known;
}

function linesOf(places: readonly Place[], known: Known): readonly (ExcerptLine | undefined)[] {
  const marked = new Map<string, ExcerptLine>();
  for (const place of places) {
    const at = key(place.line, place.role === 'removed');
    const old = marked.get(at);
    const shown = known.get(at) ?? { line: place.line, sign: ' ' as const, text: `\t${place.text}` };
    marked.set(at, { ...shown, roles: [...new Set([...(old?.roles ?? []), place.role])] });
  }
  const sorted = [...marked.values()].sort((a, b) => a.line - b.line || (a.sign === '-' ? -1 : 1));
  const out: (ExcerptLine | undefined)[] = [];
  let last: ExcerptLine | undefined;
  for (const one of sorted) {
    if (last) out.push(...between(last, one, known));
    out.push(one);
    last = one;
  }
  return out;
}

function between(a: ExcerptLine, b: ExcerptLine, known: Known): readonly (ExcerptLine | undefined)[] {
  const from = a.line + 1;
  if (b.line <= from) return [];
  const all: ExcerptLine[] = [];
  for (let line = from; line < b.line; line++) {
    const shown = known.get(key(line, false));
    if (!shown || all.length === BETWEEN) return [undefined];
    all.push({ ...shown, roles: [] });
  }
  return all;
}

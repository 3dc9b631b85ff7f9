import type { FilePatch, Fragment, Hunk, SourceFile, SourceLine } from '../types.js';

/** A known line of a file of which perhaps only parts are known; the first line of a part has its heading. */
interface Known {
  readonly line: SourceLine;
  readonly heading: string | undefined;
}

/**
 * The file as a later patch of a series leaves it: what was known of it, moved, and what the later patch shows of it. Undefined where the two do not
 * fit, for example because a patch between them is not at hand, and where the later patch deletes it.
 */
export function applyLater(file: SourceFile, later: FilePatch): SourceFile | undefined {
  if (later.isDeleted) return undefined;
  let known = knownLines(file);
  for (const hunk of [...later.hunks].sort((a, b) => b.oldStart - a.oldStart)) {
    const next = replaced(known, hunk);
    if (!next) return undefined;
    known = next;
  }
  const path = later.newPath ?? file.path;
  const lines = known.map(({ line }) => line);
  return { ...file, path, lines, fragments: file.complete ? [] : fragmentsOf(known) };
}

function knownLines(file: SourceFile): readonly Known[] {
  const headings = new Map(file.fragments.map((one) => [one.start, one.heading]));
  return file.lines.map((line, i) => ({ line, heading: headings.get(i) }));
}

/** How far from its stated place a hunk is searched for where known lines contradict it (lines): a patch in between may not be at hand. */
const REACH = 500;

/** Lines that must be known for a hunk to be moved to them. */
const FEWEST = 3;

function replaced(known: readonly Known[], hunk: Hunk): readonly Known[] | undefined {
  const old = hunk.lines.filter((line) => line.kind !== 'added').map((line) => line.text.trimEnd());
  const byNumber = new Map(known.map(({ line }) => [line.line, line]));
  // A hunk without old lines names the line that it stands behind.
  const start = placeOf(old, old.length === 0 ? hunk.oldStart + 1 : hunk.oldStart, byNumber);
  if (start === undefined) return undefined;
  const end = start + old.length;
  const shift = hunk.lines.filter((line) => line.kind !== 'removed').length - old.length;
  const before = known.filter(({ line }) => line.line < start);
  const after = known
    .filter(({ line }) => line.line >= end)
    .map((one) => ({ ...one, line: { ...one.line, line: one.line.line + shift } }));
  return [...before, ...shown(hunk, start, byNumber), ...after];
}

/** The line at which a hunk begins: where it says, unless known lines contradict that; then where enough of them agree with it. */
function placeOf(old: readonly string[], stated: number, known: ReadonlyMap<number, SourceLine>): number | undefined {
  const agreeing = (start: number): number => {
    let count = 0;
    for (const [i, text] of old.entries()) {
      const mine = known.get(start + i);
      if (mine && mine.text.trimEnd() !== text) return -1;
      if (mine) count++;
    }
    return count;
  };
  if (agreeing(stated) >= 0) return stated;
  for (let distance = 1; distance <= REACH; distance++) {
    if (agreeing(stated + distance) >= FEWEST) return stated + distance;
    if (stated > distance && agreeing(stated - distance) >= FEWEST) return stated - distance;
  }
  return undefined;
}

/** The lines of a hunk after the patch; those that were known stay what they were. */
function shown(hunk: Hunk, start: number, known: ReadonlyMap<number, SourceLine>): readonly Known[] {
  const out: Known[] = [];
  let [oldLine, newLine] = [start, start];
  for (const { kind, text } of hunk.lines) {
    const mine = kind === 'added' ? undefined : known.get(oldLine);
    if (kind !== 'added') oldLine++;
    if (kind === 'removed') continue;
    const line: SourceLine = mine
      ? { ...mine, line: newLine }
      : { text, kind: kind === 'added' ? 'added' : 'tree', line: newLine, mailLine: undefined };
    out.push({ line, heading: newLine === start ? hunk.heading : undefined });
    newLine++;
  }
  return out;
}

/** Runs of consecutive lines. */
function fragmentsOf(known: readonly Known[]): readonly Fragment[] {
  const out: Fragment[] = [];
  let start = 0;
  for (let i = 1; i <= known.length; i++) {
    if (i < known.length && known[i]!.line.line === known[i - 1]!.line.line + 1) continue;
    out.push({ start, end: i, heading: known[start]!.heading ?? '' });
    start = i;
  }
  return out;
}

import type { Line, Patch, SourceFile } from '../types.js';
import type { Candidate, Way } from '../checks/check.js';

const ordinals = new WeakMap<SourceFile, readonly number[]>();

/** Lines that a patch leaves alone stand on both sides, in one order: the number of such a line among them; -1 for a line that it changes. */
function ordinalAt(source: SourceFile, at: number): number {
  let known = ordinals.get(source);
  if (!known) {
    let count = 0;
    known = source.lines.map(({ kind }) => (kind === 'added' || kind === 'removed' ? -1 : count++));
    ordinals.set(source, known);
  }
  return known[at] ?? -1;
}

/** What tells an unchanged line of a file on both sides of a patch; undefined for a changed line. */
export function unchangedLine({ seen: { source } }: Candidate, at: number): string | undefined {
  const ordinal = ordinalAt(source, at);
  return ordinal < 0 ? undefined : `${source.path}:${ordinal}`;
}

/** The return is there before as well, in the same place under the same condition, and only what it returns is written anew: `return dev_err_probe(…)`. */
export function isReturnWrittenAnew({ seen: { source }, releases }: Candidate, way: Way, patch: Patch): boolean {
  const exit = source.lines[way.exit];
  if (exit?.kind !== 'added' || !isReturn(exit.text)) return false;
  const block = changedAround(patch, exit.mailLine);
  const removed = block.filter((line) => line.kind === 'removed');
  const added = block.filter((line) => line.kind === 'added');
  const returns = removed.filter(({ text }) => isReturn(text)).length;
  if (returns === 0 || returns < added.filter(({ text }) => isReturn(text)).length) return false;
  if (removed.some(({ text }) => releases.some((name) => new RegExp(`\\b${name}\\s*\\(`).test(text)))) return false;
  const condition = source.lines[way.branch];
  if (condition?.kind !== 'added') return condition !== undefined;
  return removed.some(({ text }) => plain(text) === plain(condition.text));
}

function isReturn(text: string): boolean {
  return /^\s*return\b/.test(text);
}

function plain(text: string): string {
  return text.replace(/[\s{}]+/g, ' ').trim();
}

/** The changed lines next to a line of the mail, without a line between them that stays. */
function changedAround(patch: Patch, mailLine: number | undefined): readonly Line[] {
  for (const file of patch.files)
    for (const { lines } of file.hunks) {
      const at = lines.findIndex((line) => line.mailLine === mailLine);
      if (at < 0) continue;
      const isContext = (line: Line): boolean => line.kind === 'context';
      const before = lines.slice(0, at).findLastIndex(isContext);
      const behind = lines.findIndex((line, i) => i > at && isContext(line));
      return lines.slice(before + 1, behind < 0 ? lines.length : behind);
    }
  return [];
}

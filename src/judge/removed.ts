import type { Line, Patch } from '../types.js';
import type { Seen } from '../flow/view.js';
import { removalsOf } from '../patch/removals.js';

/**
 * The lines that a patch removes from a function, but for those that go together with the way out that they stand in front of: a step and its error
 * exit that are taken away lose nothing on the other ways.
 */
export function removedWithin({ fn, source }: Seen, patch: Patch): ReadonlySet<Line> {
  const first = source.lines[Math.max(0, fn.at)]?.line ?? 0;
  const last = source.lines[fn.end]?.line ?? Infinity;
  const files = patch.files.filter((file) => (file.newPath ?? file.oldPath) === source.path);
  return new Set(
    files.flatMap(removalsOf).flatMap(({ hunk: { lines }, index, next }) => {
      const isWithin = first < next && next <= last + 1;
      return isWithin && !goesWithExit(lines, index) ? [lines[index]!] : [];
    }),
  );
}

/** Of the exits behind a removed line, up to the next line that stays, more are removed than are written anew. */
function goesWithExit(lines: readonly Line[], at: number): boolean {
  let exits = 0;
  for (let i = at + 1; i < lines.length && lines[i]!.kind !== 'context'; i++) {
    const { kind, text } = lines[i]!;
    if (/^\s*(?:return|goto)\b/.test(text)) exits += kind === 'removed' ? 1 : -1;
  }
  return exits > 0;
}

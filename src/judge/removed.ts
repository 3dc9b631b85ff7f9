import type { Line, Patch } from '../types.js';
import type { Seen } from '../flow/view.js';

/**
 * The lines that a patch removes from a function, but for those that go together with the way out that they stand in front of: a step and its error
 * exit that are taken away lose nothing on the other ways.
 */
export function removedWithin({ fn, source }: Seen, patch: Patch): ReadonlySet<Line> {
  const first = source.lines[Math.max(0, fn.at)]?.line ?? 0;
  const last = source.lines[fn.end]?.line ?? Infinity;
  const within = new Set<Line>();
  for (const file of patch.files) {
    if ((file.newPath ?? file.oldPath) !== source.path) continue;
    for (const hunk of file.hunks) {
      let next = hunk.newStart;
      hunk.lines.forEach((line, i) => {
        if (line.kind !== 'removed') next = (line.newLine ?? next) + 1;
        else if (first < next && next <= last + 1 && !goesWithExit(hunk.lines, i)) within.add(line);
      });
    }
  }
  return within;
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

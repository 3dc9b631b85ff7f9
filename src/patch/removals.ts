import type { FilePatch, Hunk } from '../types.js';

/** A line that a patch removes: its place in its hunk, and the number, after the patch, of the line in front of which it stood. */
export interface Removal {
  readonly hunk: Hunk;
  readonly index: number;
  readonly next: number;
}

/** The lines that a patch removes from a file, in order. */
export function removalsOf({ hunks }: FilePatch): readonly Removal[] {
  return hunks.flatMap((hunk) => {
    let next = hunk.newStart;
    return hunk.lines.flatMap((line, index) => {
      if (line.kind === 'removed') return [{ hunk, index, next }];
      next = (line.newLine ?? next) + 1;
      return [];
    });
  });
}

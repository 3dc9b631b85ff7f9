import type { Stmt } from '../../types.js';
import type { Region } from '../dialect/conditionals.js';
import type { Rewritten } from '../dialect/rewritten.js';
import type { Node } from '../node.js';

/** Told of everything that was read, by offsets; for measuring only. */
export type ReadHook = (start: number, end: number) => void;

/** What lowering needs beside the tree. */
export interface Context {
  /** The text as it was parsed. */
  readonly text: string;
  readonly heads: Rewritten['heads'];
  readonly cleanups: Rewritten['cleanups'];
  /** Conditional groups of the function that is being lowered, in order of their start. */
  readonly regions: readonly Region[];
  /** Index into `SourceFile.lines` of an offset, -1 for supplied text. */
  at(offset: number): number;
  /** Lowers the statements of a block, in a body or a GNU statement expression. */
  block(node: Node): readonly Stmt[];
  readonly read: ReadHook | undefined;
  /** Some of the text could not be parsed. */
  readonly hasErrors: boolean;
}

/** Stands for code that is not known: `__gap__;` is a gap, `__gap__` in an expression an unknown value. */
export const GAP = '__gap__';

/** Those of a list sorted by `at` that lie in `start…end`. */
export function within<T extends { readonly at: number }>(
  list: readonly T[],
  start: number,
  end: number,
): readonly T[] {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.at < start) low = middle + 1;
    else high = middle;
  }
  let to = low;
  while (to < list.length && list[to]!.at < end) to++;
  return low === to ? [] : list.slice(low, to);
}

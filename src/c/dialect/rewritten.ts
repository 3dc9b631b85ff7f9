import type { FileMacro, OpsStruct } from '../../types.js';
import type { Region } from './conditionals.js';

/** C text that a plain grammar reads, of the same length as what came in, and what was taken out of it, by offset. */
export interface Rewritten {
  readonly text: string;
  readonly regions: readonly Region[];
  /** Iteration and block macros that now read `while`: their names by offset. */
  readonly heads: ReadonlyMap<number, Head>;
  /** Classes of `__free(class)`, in order of offset. */
  readonly cleanups: readonly Mark[];
  /** Annotation words, in order of offset. */
  readonly annotations: readonly Mark[];
  /** Registration macros at file level and what initialisers name; `at` is an offset. */
  readonly macros: readonly FileMacro[];
  readonly ops: readonly OpsStruct[];
  /** What at file level is left to these lists, or to nobody: initialisers, bodies of types, macros. */
  readonly asides: readonly Aside[];
  /** Of code: branches of conditional groups that were not taken. */
  readonly dropped: readonly Span[];
  /** Offsets behind the braces at column 0 that end functions. */
  readonly ends: readonly number[];
}

/** Offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Aside extends Span {
  readonly what: 'initialiser' | 'type' | 'macro';
}

export interface Head {
  readonly name: string;
  /** `while` closes a `do`. */
  readonly kind: 'each' | 'scoped' | 'while';
}

export interface Mark {
  readonly at: number;
  readonly name: string;
}

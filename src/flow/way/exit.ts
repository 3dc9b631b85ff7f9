import type { Gap } from './state.js';
import type { Mask } from './mask.js';

/** One way out of the function after the resource was acquired. */
export interface Exit {
  /**
   * `handed`: the resource is what is returned; `overwrite`: the only handle is assigned anew; `lost`: a goto whose label is not in view;
   * `unseen`: the way goes on in code that the mail does not show.
   */
  readonly kind: 'return' | 'end' | 'handed' | 'overwrite' | 'lost' | 'unseen';
  readonly status: 'held' | 'released';
  /** Line index of the return (or the assignment), of the goto that leads there (-1 without), of the last decision before it (-1 without). */
  readonly at: number;
  readonly jump: number;
  readonly branch: number;
  /** Line index of the call that released it, -1 where it was not, or where a call only may have. */
  readonly release: number;
  /** Classes of the returned value; ANY where unknown or void. */
  readonly value: Mask;
  readonly homes: readonly string[];
  /** A home outlives the function. */
  readonly stored: boolean;
  readonly gap: Gap;
  /** Nodes of the unseen code on the way since the acquire. */
  readonly crossed: readonly number[];
  /** A goto led there. */
  readonly unwinding: boolean;
  readonly passed: boolean;
  /** The exit is the failure of a call in a return statement: `return register(x)`. */
  readonly tailCall: string | undefined;
}

export interface Ways {
  readonly exits: readonly Exit[];
  /** Where ways enter code that the mail does not show, `kind: 'unseen'`; they may go on behind it. */
  readonly unseen: readonly Exit[];
  /** Nodes of unseen code behind which some way uses the resource or gives it back: it was held there, on whatever way one comes from there. */
  readonly heldBehind: ReadonlySet<number>;
  /** The work budget was spent: nothing can be said. */
  readonly spent: boolean;
}

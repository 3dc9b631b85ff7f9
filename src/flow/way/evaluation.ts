import type { Call, Expr } from '../../types.js';
import type { Aliases } from '../aliases.js';
import type { Scope } from '../scope.js';
import type { Site } from '../site.js';
import type { Known } from './known.js';
import type { Mask } from './mask.js';
import type { State } from './state.js';

/** A state together with the classes of the value that an expression has in it. */
export interface Valued {
  readonly state: State;
  readonly mask: Mask;
}

/** What the evaluation of expressions needs of the walk that it is a part of. */
export interface Walk {
  readonly site: Site;
  readonly scope: Scope;
  readonly aliases: Aliases;
  readonly known: Known;
  /** Is told where the only handle is assigned anew. */
  overwritten(state: State, at: number): void;
  /** The call whose statement ignores its result. */
  discarded: Call | undefined;
  /** Callees that do not release the resource, although they might by name: some way releases it after them. */
  readonly innocent: Set<string>;
  /** Evaluates an expression for its effects and the class of its value. */
  evaluate(expr: Expr, state: State): Valued[];
  /** The states in which a condition has the given truth. */
  assume(cond: Expr, state: State, truth: boolean): State[];
  /** The states after `left` got the value of `right`. */
  assigned(left: string, right: Expr, state: State, mask: Mask, at: number): Valued[];
}

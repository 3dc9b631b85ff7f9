import type { Call, Confidence, Effect, Evidence, Failure, Handle, Loop, Release } from '../types.js';
import { once } from '../once.js';
import type { Seen, View } from './view.js';

/** What a call acquires: from the catalogue, from the summary of a callee in view, or inferred from names and structure. */
export interface Acquire {
  /** Function that is called, or the loop macro. */
  readonly name: string;
  readonly rule: string;
  readonly handle: Handle;
  readonly failure: Failure;
  /** Any of these gives it back; most usual first, never empty. */
  readonly releases: readonly Release[];
  readonly counted: boolean;
  /** The resource is held although the call fails, and only then where `onlyOnFailure`. */
  readonly keptOnFailure: boolean;
  readonly onlyOnFailure: boolean;
  readonly confidence: Confidence;
  readonly effect: Effect;
  readonly evidence: Evidence;
  readonly scope: 'function' | 'teardown';
  /** The object remembers that it is held (`if (foo->on) return 0; … foo->on = true;`): asking again acquires nothing more. */
  readonly remembered?: boolean;
  /** The callee had given it back before it takes it: who calls it finds what was there before. */
  readonly restored?: boolean;
  /** The release is the same function with the opposite argument. */
  readonly toggles?: boolean;
  /** For a callee in view: paths that it acquires, relative to its own parameters (`$0.clk`), with what releases them. */
  readonly inner: readonly Inner[];
}

/** The names of all that gives back what is acquired, as a whole or a part of what a callee acquires. */
export const releaseNames: (acquire: Acquire) => ReadonlySet<string> = once(
  ({ releases, inner }) => new Set([...releases, ...inner.flatMap((one) => one.releases)].map((one) => one.name)),
);

export interface Inner {
  /** `$0.clk`: field of parameter 0; `$ret.buf`: field of the returned object; otherwise a global path. */
  readonly path: string;
  readonly api: string;
  readonly rule: string;
  readonly restored?: boolean;
  /** Acquired only where the object does not have it yet. */
  readonly remembered?: boolean;
  readonly releases: readonly Release[];
  /** File and line index of the call that acquires it. */
  readonly file: string;
  readonly function: string;
  readonly at: number;
}

/** One place in a function that acquires something. */
export interface Site {
  readonly acquire: Acquire;
  readonly call: Call | undefined;
  readonly loop: Loop | undefined;
  readonly at: number;
  /** The resource as the source writes it: `priv->clk`. */
  readonly resource: string;
  /** Comparable paths that hold it, all of `resource` and the callee's inner paths. */
  readonly homes: readonly string[];
  /** The variable or field that the call's result goes to, comparable; empty where it is not kept. */
  readonly result: string;
}

/** What a function in view holds when it has succeeded, for its callers to release. */
export interface Gains {
  readonly inner: readonly Inner[];
  /** The resource is the returned pointer itself. */
  readonly returned: readonly Inner[];
  readonly failure: Failure;
}

/** Tells what a call of a function in view gains; `depth` bounds the way into callees. */
export type GainsOf = (callee: Seen, view: View, depth: number) => Gains;

import type { Expr } from '../types.js';
import type { Aliases } from './aliases.js';
import { pathOf } from './expr.js';
import type { Site } from './site.js';
import type { Seen, View } from './view.js';

/** A held resource, as far as an effect depends on it. */
export interface Held {
  readonly site: Site;
  /** Comparable paths. */
  readonly homes: readonly string[];
  readonly stored: boolean;
}

export interface Scope {
  readonly view: View;
  readonly seen: Seen;
  readonly aliases: Aliases;
  /** What the function acquires. */
  readonly sites: () => readonly Site[];
}

/** The path that an argument names, with aliases resolved; looks through `ERR_PTR`-like wrappers not at all. */
export function argPath(arg: Expr, aliases: Aliases): string | undefined {
  const path = pathOf(arg);
  if (path !== undefined) return aliases.resolve(path);
  if (arg.kind === 'binary' && (arg.op === '+' || arg.op === '-')) return argPath(arg.left, aliases);
  return undefined;
}

/** What a callee is given, for `mapInner`: an address says so, `&clk`. */
export function givenPath(arg: Expr, aliases: Aliases): string | undefined {
  const path = argPath(arg, aliases);
  return path !== undefined && arg.kind === 'address' ? `&${path}` : path;
}

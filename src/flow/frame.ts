import { base, plain } from './access-path.js';
import type { Aliases } from './aliases.js';

/** A path of the function's body as its callers see it. */
export function relativePath(path: string, aliases: Aliases, index: ReadonlyMap<string, number>): string {
  const resolved = aliases.resolve(path);
  const variable = base(resolved);
  const param = index.get(variable);
  const rest = resolved.slice(variable.length);
  if (param !== undefined) return `$${param}${rest}`;
  const origin = aliases.origin(variable);
  if (aliases.isLocal(variable) || origin !== undefined) return `?${rest}`;
  return plain(resolved);
}

/** Replaces the parameter at the start of a summary path by the caller's argument: `$0.clk` → `priv.clk`, `$0.*` with `&clk` → `clk`. */
export function mapInner(path: string, args: readonly (string | undefined)[], result: string): string | undefined {
  if (path.startsWith('$ret')) return result === '' ? undefined : result + path.slice(4);
  const match = /^\$(\d+)/.exec(path);
  if (!match) return path;
  const arg = args[Number(match[1])];
  if (arg === undefined) return undefined;
  const rest = path.slice(match[0].length);
  return plain(arg) + (arg.startsWith('&') && rest.startsWith('.*') ? rest.slice(2) : rest);
}

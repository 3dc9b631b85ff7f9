import type { Expr } from '../types.js';
import { base, contains, isVariable, plain, tail } from './access-path.js';
import type { Held, Scope } from './scope.js';

/** A core gives the field back when its object goes: the node in `pdev->dev.of_node` with `pdev`. */
export function isKeptByCore(home: string, object: string, { view }: Scope): boolean {
  if (home === object || !contains(object, home)) return false;
  return [...view.catalogue.keptByCore].some((end) => home.endsWith(`.${end}`));
}

/** The argument is a variable that is set to the address of something. */
export function isAddress(arg: Expr, { aliases }: Scope): boolean {
  return arg.kind === 'path' && aliases.isAddress(arg.path);
}

/** The path names a part of the resource, or another part of the object that has the resource in a field. */
export function isWithin(path: string | undefined, { homes }: Held): boolean {
  return path !== undefined && homes.some((home) => base(home) === base(path) && home !== path && !isVariable(path));
}

/** One path names what the other one does. */
export function samePlace(path: string, home: string): boolean {
  return plain(path) === home;
}

/** Both are fields, of the same name. */
export function sameTail(path: string, held: Held): boolean {
  if (isVariable(path)) return false;
  const last = tail(path);
  return last !== '' && held.homes.some((home) => !isVariable(home) && tail(home) === last);
}

/** Same field of an object that one function calls by two names. */
export function sameField(path: string, home: string, scope: Scope): boolean {
  if (isVariable(path) || isVariable(home)) return false;
  const rest = (text: string): string => text.slice(base(text).length);
  if (rest(path) !== rest(home)) return false;
  return (
    base(path) === base(home) ||
    isOrigin(base(path), home, scope) ||
    isOrigin(base(home), path, scope) ||
    !scope.aliases.isLocal(base(home))
  );
}

/** Whether `path` is the object that the variable of `home` was taken from: `pdev` for `priv.clk`. */
export function isOrigin(path: string, home: string, scope: Scope): boolean {
  const origin = scope.aliases.origin(base(home));
  return origin !== undefined && base(scope.aliases.resolve(origin)) === base(path);
}

/** Whether a call that is given `path` could get at `home`; with `throughPart` also from another part of the object that holds it. */
export function reaches(path: string, home: string, throughPart: boolean, held: Held, scope: Scope): boolean {
  if (contains(path, home) || isOrigin(path, home, scope)) return true;
  if (base(path) === base(home)) return throughPart && !isVariable(home);
  return held.stored && scope.aliases.isParam(base(path));
}

import type { Expr } from '../../types.js';
import { base, contains, isVariable } from '../access-path.js';
import { visitSettings } from '../expr.js';
import type { Scope } from '../scope.js';
import type { Site } from '../site.js';
import { hasHome, isHome, type State } from './state.js';
import { isCheck } from './values.js';

/** Whether the value that a function returns leaves the resource with its caller. */
export function isHandedOver(value: Expr, state: State, site: Site, scope: Scope): boolean {
  if (site.acquire.handle.kind === 'arg') return isKey(value, state, scope);
  if (isPartOfOwner(value, state, scope) || isStructAround(value, state, scope)) return true;
  return carries(value, scope) && (hasHome(value, state, scope.aliases) || isInside(value, state, site, scope));
}

/** The number that names the resource is what the function gives its caller: `request_region(base, …); return base;`. */
function isKey(value: Expr, state: State, { aliases }: Scope): boolean {
  return value.kind === 'path' && isVariable(value.path) && isHome(state, value.path, aliases);
}

/** `set.start = p; return set;`: a struct that is returned by value takes along what its fields hold. */
function isStructAround(value: Expr, { homes }: State, { aliases }: Scope): boolean {
  if (value.kind !== 'path' || !isVariable(value.path) || !aliases.isValue(value.path)) return false;
  return homes.some((home) => home !== value.path && contains(value.path, home));
}

/** A value that can carry the resource to the caller: not a question about it, nor the status of a call that is given it. */
function carries(value: Expr, { seen: { fn } }: Scope): boolean {
  return !isCheck(value) && (value.kind !== 'call' || !fn.hasHead || fn.returns.includes('*') || fn.returns === '');
}

/** `return foo->data;` of a function that gave this field of the new object no value: an array in it, from which its owner gets back to it. */
function isInside(value: Expr, state: State, site: Site, { seen: { fn }, aliases }: Scope): boolean {
  if (value.kind !== 'path' || !fn.returns.includes('*') || site.acquire.handle.kind !== 'return') return false;
  const path = aliases.resolve(value.path);
  if (!state.homes.some((home) => isVariable(home) && home !== path && contains(home, path))) return false;
  let isSet = false;
  visitSettings(fn.body, (left) => (isSet ||= !isVariable(left) && aliases.resolve(left) === path));
  return !isSet;
}

/** `return foo_call(&foo->tp);` where `foo->name` is held: the part that is returned leads its owner back to all of the object. */
function isPartOfOwner(value: Expr, state: State, { seen, view, aliases }: Scope): boolean {
  if (value.kind !== 'call' || !seen.fn.returns.includes('*')) return false;
  const callee = view.find(value.callee, seen.cfile);
  const [only] = callee?.fn.body ?? [];
  if (!callee?.fn.complete || callee.fn.body.length !== 1 || only?.kind !== 'return') return false;
  if (only.value?.kind !== 'address' && only.value?.kind !== 'path') return false;
  return value.args.some((arg) => {
    const path = arg.kind === 'address' || arg.kind === 'path' ? base(aliases.resolve(arg.path)) : '';
    return path !== '' && state.homes.some((home) => base(home) === path && !isVariable(home));
  });
}

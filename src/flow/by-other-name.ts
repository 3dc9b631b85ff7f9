import type { Call } from '../types.js';
import { contains, isVariable, tail } from './access-path.js';
import { argPath, type Held, type Scope } from './scope.js';
import { releaseNames, type Site } from './site.js';
import { isOwnStruct, structOf, typeOf } from './structs.js';

/** The object has the resource in a field, and the code in view does not define its type. */
export function isForeignOwner(object: string, { site, homes }: Held, { view, seen }: Scope): boolean {
  if (site.acquire.handle.kind === 'arg' || !isVariable(object)) return false;
  if (!homes.some((home) => home !== object && contains(object, home))) return false;
  const tag = structOf(typeOf(object, seen));
  return tag !== undefined && !isOwnStruct(tag, view);
}

/** `foo->dev = get_bar(dev); … put_bar(dev)`: the count was taken through the argument, and goes through it. */
export function isCountedBy(path: string, { site }: Held, { aliases }: Scope): boolean {
  const { call, acquire } = site;
  if (!acquire.counted || acquire.handle.kind !== 'return') return false;
  return call?.args.some((arg) => argPath(arg, aliases) === path) ?? false;
}

/** `x_enable(dev)` and `x_disable(&client->dev)`: the variable has the name of the field whose address it is, or is taken to be. */
export function isPartWithItsName(path: string, { site, homes }: Held): boolean {
  if (site.acquire.handle.kind !== 'arg') return false;
  return homes.some((home) => isVariable(home) !== isVariable(path) && tail(home) === tail(path));
}

/** A callee drops the count through the part of the object that has it: `put_device(&foo->dev)` for `foo`. */
export function isPutOfPart(path: string, name: string, { site: { acquire }, homes }: Held): boolean {
  return releaseNames(acquire).has(name) && homes.some((home) => isVariable(home) && contains(home, path));
}

/** `idr_remove(&table, foo->nr)` in a callee: the number is kept with the object as well, by a name that is not followed. */
export function isByNumber(name: string, { handle, inner, releases }: Held['site']['acquire']): boolean {
  if (handle.kind !== 'return' || inner.length > 0) return false;
  return releases.some((one) => one.name === name && one.arg !== undefined && one.arg > 0);
}

/** `idr_remove(&table, minor)` behind `id = idr_alloc(&table, foo, minor, …)`: the number that goes back to the table is no other acquire's. */
export function isFromSameTable(call: Call, number: string, { site, homes }: Held, { aliases, sites }: Scope): boolean {
  const { acquire } = site;
  if (acquire.handle.kind !== 'return' || acquire.inner.length > 0 || !site.call) return false;
  const table = call.args[0] && argPath(call.args[0], aliases);
  if (table === undefined || site.call.args[0] === undefined || argPath(site.call.args[0], aliases) !== table)
    return false;
  return !sites().some((other) => other.call !== site.call && other.homes.includes(number) && !homes.includes(number));
}

/** `id = idr_alloc(&table, foo, minor, minor + 1, …)`: the table was asked for a number that a variable has, so that nobody needs the result. */
export function isAskedFor({ acquire, call }: Site): boolean {
  const [release] = acquire.releases;
  if (acquire.handle.kind !== 'return' || (release?.arg ?? 0) === 0 || call?.args[0]?.kind !== 'address') return false;
  return call.args.slice(2).some((arg) => arg.kind === 'path' && /^[a-z]\w*$/.test(arg.path));
}

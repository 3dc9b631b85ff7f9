import type { Call } from '../types.js';
import { base, contains, isVariable } from './access-path.js';
import { isByNumber, isPutOfPart } from './by-other-name.js';
import type { CallEffect } from './call-effect.js';
import { pathOf } from './expr.js';
import { mapInner } from './frame.js';
import { nameSays } from './names.js';
import { isOrigin, sameField, samePlace } from './same-place.js';
import { givenPath, type Held, type Scope } from './scope.js';
import { releaseNames } from './site.js';
import { summaryOf } from './summary.js';
import type { Seen, View } from './view.js';

/**
 * What a callee in view does to a held resource; `paths` are those of the arguments, `others` says which name another element of a table. Undefined
 * where the callee is not in view, or not all of it and what is seen says nothing.
 */
export function effectInView(
  call: Call,
  paths: readonly (string | undefined)[],
  others: readonly boolean[],
  held: Held,
  scope: Scope,
): CallEffect | undefined {
  const callee = scope.view.find(call.callee, scope.seen.cfile);
  if (!callee) return undefined;
  const { acquire } = held.site;
  const names = (path: string | undefined): boolean =>
    path !== undefined && held.homes.some((home) => samePlace(path, home));
  const summary = summaryOf(callee, scope.view);
  const given = call.args.map((arg, i) => (others[i] ? undefined : givenPath(arg, scope.aliases)));
  let mayRelease = false;
  for (const released of summary.releases) {
    const isNamed = released.path.endsWith('!');
    if (isNamed && !acquire.releases.some((one) => one.name === released.name)) continue;
    const isSure = !released.path.endsWith('~') && !isNamed;
    const mapped = mapInner(isSure ? released.path : released.path.slice(0, -1), given, '');
    if (mapped === undefined) continue;
    const direct = held.homes.some((home) => samePlace(mapped, home) || sameField(mapped, home, scope));
    if (direct && (isSure || acquire.releases.some((one) => one.name === released.name))) return 'release';
    if (isSure && isPutOfPart(mapped, released.name, held)) return 'release';
    if (isOfObjectMadeWithIt(mapped, released.name, held)) return 'release';
    if (foundAnotherWay(mapped, released.name, paths, held, scope)) return 'release';
    mayRelease ||=
      (mapped === '?' && isFoundByCall(call, released.name, held, scope)) ||
      isByNumber(released.name, acquire) ||
      direct ||
      (!isSure && held.homes.some((home) => contains(mapped, home)));
  }
  if (mayRelease) return 'may-release';
  if (summary.takesAway.some((index) => call.args[index]?.kind === 'address' && names(paths[index])))
    return 'gone-on-failure';
  for (const index of summary.keeps) {
    const path = paths[index];
    if (names(path) && handsOn(callee, index, scope.view)) return 'transfer';
    if (names(path) && summary.handsOver.includes(index)) return 'transfer-on-success';
    const isPart = path !== undefined && call.args[index]?.kind === 'address';
    const holds = isPart && held.homes.some((home) => isVariable(home) && contains(home, path));
    if (names(path) || (holds && acquire.handle.kind === 'return')) return 'kept';
  }
  if (!summary.whole) return undefined;
  return paths.some(names) ? 'passed' : 'none';
}

/** `foo_free(foo)` that calls `bar_put(bar_of(foo))`: what it gives back may well be what `bar_get(x)` counted. */
function isFoundByCall(call: Call, name: string, { site: { acquire } }: Held, { view: { catalogue } }: Scope): boolean {
  if (acquire.handle.kind !== 'arg' || !releaseNames(acquire).has(name)) return false;
  return nameSays(catalogue.words.release, call.callee);
}

/** A wrapper, all of whose body is one call that takes the parameter over in any case: `return nlmsg_unicast(sk, skb, portid);`. */
function handsOn({ fn }: Seen, index: number, { catalogue }: View): boolean {
  const [only] = fn.body;
  const expr = only?.kind === 'return' ? only.value : only?.kind === 'expr' ? only.expr : undefined;
  if (!fn.complete || fn.body.length !== 1 || expr?.kind !== 'call') return false;
  const transfers = catalogue.transfers.get(expr.callee) ?? [];
  return transfers.some(({ arg, when }) => when === 'always' && pathOf(expr.args[arg]) === fn.params[index]?.name);
}

/** `hba = foo_detect(pdev); … foo_cleanup(hba);`: the object that the acquiring call returned leads to what it was switched on for. */
function isOfObjectMadeWithIt(path: string, name: string, { site }: Held): boolean {
  const { acquire, result } = site;
  if (acquire.evidence !== 'summary' || acquire.handle.kind !== 'arg' || result === '' || base(path) !== result)
    return false;
  return !isVariable(path) && releaseNames(acquire).has(name);
}

/** The callee gets at the object by driver data or `container_of`: same release, same field, or a part of the object is what it is given. */
function foundAnotherWay(
  path: string,
  name: string,
  args: readonly (string | undefined)[],
  { site: { acquire }, homes }: Held,
  scope: Scope,
): boolean {
  if (!path.startsWith('?') || !releaseNames(acquire).has(name)) return false;
  const rest = path.slice(1);
  if (rest !== '') return homes.some((home) => !isVariable(home) && rest.endsWith(home.slice(base(home).length)));
  return args.some(
    (arg) =>
      arg !== undefined &&
      homes.some((home) => home !== arg && (contains(home, arg) || contains(arg, home) || isOrigin(home, arg, scope))),
  );
}

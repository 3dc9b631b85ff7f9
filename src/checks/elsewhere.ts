import { argPath } from '../flow/scope.js';
import { isVariable, tail } from '../flow/access-path.js';
import { callsOf } from '../flow/expr.js';
import { wordsOf } from '../flow/names.js';
import { releaseNames, type Acquire, type Site } from '../flow/site.js';
import type { Seen, View } from '../flow/view.js';
import type { Exit } from '../flow/way/exit.js';
import { namesNew, type CheckInput } from './check.js';
import { closureFunctions } from './lifecycle/closure.js';
import { rootsOf, saysTeardown } from './lifecycle/roots.js';

/**
 * Whether a function in view that is neither the set-up nor its teardown gives back the field in which the resource is left: the object may
 * have an owner of its own, who cleans up after a failed set-up as well.
 */
export function isReleasedElsewhere({ acquire }: Site, exits: readonly Exit[], seen: Seen, view: View): boolean {
  if (!isObject(acquire, view)) return false;
  const homes = exits.flatMap((exit) => exit.homes).filter((home) => !isVariable(home));
  const tails = new Set(homes.map(tail).filter((name) => name !== ''));
  if (tails.size === 0) return false;
  const releases = releaseNames(acquire);
  const acquires = new Set([acquire.name, ...acquire.inner.map((one) => one.api)]);
  const own = lifecycleOf(seen, view);
  return view.all.some((other) => {
    if (own.has(other.fn)) return false;
    if (callsOf(other.fn.body).some((call) => acquires.has(call.callee))) return false;
    return givesBackField(other, releases, tails, view);
  });
}

/**
 * `foo_get_by_name()` in view of a `foo_put()` that drops the same kind of count: who calls the one has the count that the other gives back,
 * whatever it is reached by.
 */
export function givesBackByName({ fn }: Seen, { acquire }: Site, view: View): boolean {
  const words = wordsOf(fn.name);
  const ends = view.catalogue.antonyms.flatMap(([word, opposite]) => {
    const at = words.indexOf(word);
    return at > 0 ? [[...words.slice(0, at), opposite].join('_')] : [];
  });
  if (ends.length === 0) return false;
  const names = releaseNames(acquire);
  return view.all.some(
    ({ fn: other }) =>
      ends.some((end) => other.name === end || other.name.startsWith(`${end}_`)) &&
      callsOf(other.body).some((call) => names.has(call.callee)),
  );
}

/**
 * Code that the mail does not show was there before the patch: it cannot give back what is kept in a field that only the patch brings in, unless it
 * calls an older function that the patch teaches to do so. That a teardown is called when the set-up fails would be a mistake of its own.
 */
export function isBeyondOldCode({ acquire }: Site, homes: readonly string[], input: CheckInput): boolean {
  const { view } = input;
  const kept = homes.filter((home) => !isVariable(home));
  const tails = new Set(kept.map(tail));
  if (!kept.every((home) => namesNew(home, input)) || tails.size === 0) return false;
  const releases = releaseNames(acquire);
  return view.all.every((other) => {
    if (other.source.lines[other.fn.at]?.kind === 'added' || isTeardown(other, view) || saysTeardown(other, view))
      return true;
    return !givesBackField(other, releases, tails, view);
  });
}

/**
 * A function in view has the shape of an action of a managed device, `static void f(void *data)`, gives the field back, and nothing in view speaks of
 * it: unseen code registers it, maybe before the function may fail.
 */
export function isGivenBackByAction(site: Site, exits: readonly Exit[], view: View): boolean {
  const tails = new Set(exits.flatMap((exit) => exit.homes).flatMap((home) => (isVariable(home) ? [] : [tail(home)])));
  const releases = releaseNames(site.acquire);
  return view.all.some((other) => {
    const { params, isStatic, name } = other.fn;
    if (!isStatic || params.length !== 1 || params[0]!.type !== 'void *' || view.callers(name).length > 0) return false;
    return givesBackField(other, releases, tails, view);
  });
}

/** The function calls one of the releases for something of one of the last names. */
function givesBackField({ fn }: Seen, releases: ReadonlySet<string>, tails: ReadonlySet<string>, view: View): boolean {
  const { aliases } = view.derive(fn);
  return callsOf(fn.body).some(
    (call) => releases.has(call.callee) && call.args.some((arg) => tails.has(tail(argPath(arg, aliases) ?? ''))),
  );
}

function isTeardown({ fn }: Seen, view: View): boolean {
  return rootsOf(view).some((root) => root.teardowns.some((teardown) => teardown.fn === fn));
}

/** What is acquired is an object that a field holds, not a state that is switched on and off as the device is used. */
function isObject(acquire: Acquire, { catalogue }: View): boolean {
  if (acquire.inner.length === 0) return acquire.handle.kind === 'return';
  return acquire.inner.every((one) => catalogue.acquires.get(one.api)?.handle.kind === 'return');
}

/** The function itself, and the set-ups that run it with their teardowns, each with all that they call. */
function lifecycleOf(seen: Seen, view: View): ReadonlySet<Seen['fn']> {
  const own = new Set(closureFunctions(seen, view));
  for (const root of rootsOf(view)) {
    const init = closureFunctions(root.init, view);
    if (!init.has(seen.fn)) continue;
    for (const fn of init) own.add(fn);
    for (const teardown of root.teardowns) for (const fn of closureFunctions(teardown, view)) own.add(fn);
  }
  return own;
}

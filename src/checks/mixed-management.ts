import type { AcquireApi, Call } from '../types.js';
import { isVariable, plain, tail } from '../flow/access-path.js';
import { callsOf, pathOf } from '../flow/expr.js';
import { isManaged, placedCalls } from '../flow/placed.js';
import type { Seen, View } from '../flow/view.js';
import { functionKey, type Candidate, type Check, type CheckInput } from './check.js';
import { saysTeardown, standsAlone } from './lifecycle/roots.js';

/** What a managed call acquires goes by itself when the device goes; a release by hand before that makes it go twice. */
export const mixedManagementCheck: Check = {
  ids: ['mixed-management'],
  run: (input) => input.view.all.flatMap((seen) => checkFunction(seen, input)),
};

/** A managed call with the path of what it acquires. */
interface Managed {
  readonly call: Call;
  readonly path: string;
}

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  return managedIn(seen, input.view).flatMap((one) =>
    releasers(seen, one, input).flatMap((place) => {
      for (const release of callsOf(place.fn.body)) {
        const api = givenBackBy(release, one, place, seen, input.view);
        if (api) return [candidateOf(one, api, seen, place, release, input.view)];
      }
      return [];
    }),
  );
}

/** The managed variant takes the device first, where the plain one may not, and returns what it manages: `clk = devm_clk_get_enabled(dev, id)`. */
function managedIn(seen: Seen, view: View): readonly Managed[] {
  return placedCalls(seen).flatMap(({ call, result }) =>
    isManaged(call.callee, view) && result !== undefined && !result.startsWith('*') ? [{ call, path: result }] : [],
  );
}

/** A result that is looked at with `IS_ERR()` is no status. */
function isHandle(result: string, seen: Seen): boolean {
  return callsOf(seen.fn.body).some((call) => call.callee === 'IS_ERR' && pathOf(call.args[0]) === result);
}

/** Where a release by hand comes too early: the function itself, and the teardown of a root with a field of the object. */
function releasers(seen: Seen, { path }: Managed, { view, touched }: CheckInput): readonly Seen[] {
  const isTouched = (one: Seen): boolean => touched.has(functionKey(one.source.path, one.fn.name));
  const own = isTouched(seen) ? [seen] : [];
  if (isVariable(path) || standsAlone(seen, view) !== 'certain') return own;
  const others = view.all.filter(
    (one) => one.fn !== seen.fn && one.cfile === seen.cfile && (isTouched(one) || isTouched(seen)),
  );
  return [...own, ...others.filter((one) => saysTeardown(one, view))];
}

/** The API whose managed variant the call is, and whose release another call makes of the same path. */
function givenBackBy(release: Call, one: Managed, place: Seen, seen: Seen, view: View): AcquireApi | undefined {
  if (view.catalogue.unmanages.has(release.callee)) return undefined;
  return view.catalogue.releases.get(release.callee)?.find((api) => {
    if (!api.managed.includes(one.call.callee)) return false;
    if (api.handle.kind !== 'return' && !isHandle(one.path, seen)) return false;
    return gives(release, one.path, api, place, seen, view);
  });
}

function gives(call: Call, path: string, api: AcquireApi, place: Seen, seen: Seen, view: View): boolean {
  const release = api.releases.find((one) => one.name === call.callee);
  if (release?.arg === undefined) return false;
  const given = pathOf(call.args[release.arg]);
  if (given === undefined) return false;
  if (place.fn !== seen.fn) return !isVariable(given) && tail(given) === tail(path) && isOnlyManaged(path, seen, view);
  const { aliases } = view.derive(seen.fn);
  return aliases.resolve(plain(given)) === aliases.resolve(path) && isOnlyManaged(path, seen, view);
}

/** Nothing but managed calls sets the path in this function: it may hold one kind or the other by turns. */
function isOnlyManaged(path: string, seen: Seen, view: View): boolean {
  return placedCalls(seen)
    .filter(({ result }) => result !== undefined && plain(result) === plain(path))
    .every(({ call }) => isManaged(call.callee, view) && !view.catalogue.acquires.has(call.callee));
}

function candidateOf(
  { call, path }: Managed,
  api: AcquireApi,
  seen: Seen,
  place: Seen,
  release: Call,
  view: View,
): Candidate {
  // Where other code acquires it by hand as well, it may be in balance again before the device goes.
  const isAlone = !view.all.some((one) =>
    callsOf(one.fn.body).some(
      (other) => other.callee === api.name && other.args.some((arg) => tail(pathOf(arg) ?? '') === tail(path)),
    ),
  );
  return {
    check: 'mixed-management',
    rule: api.rule,
    confidence: isAlone ? 'high' : 'medium',
    effect: 'leak',
    evidence: ['catalogue'],
    seen: place,
    resource: path,
    acquire: call.callee,
    releases: [release.callee],
    origin: { seen: place, at: release.at },
    ways: [{ exit: release.at, branch: -1 }],
    spots: [
      { role: 'release', seen: place, at: release.at },
      { role: 'acquire', seen, at: call.at },
    ],
    certain: true,
  };
}

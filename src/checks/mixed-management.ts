import type { AcquireApi, Call } from '../types.js';
import { isVariable, plain, tail } from '../flow/access-path.js';
import { callsOf, pathOf } from '../flow/expr.js';
import { placedCalls } from '../flow/placed.js';
import type { Seen, View } from '../flow/view.js';
import { functionKey, type Candidate, type Check, type CheckInput } from './check.js';
import { standsAlone } from './lifecycle/roots.js';

/** What a managed call acquires goes by itself when the device goes; a release by hand before that makes it go twice. */
export const mixedManagementCheck: Check = {
  ids: ['mixed-management'],
  run: (input) => input.view.all.flatMap((seen) => checkFunction(seen, input)),
};

/** A managed call with the path of what it acquires, and the plain API that it is a variant of. */
interface Managed {
  readonly call: Call;
  readonly path: string;
  readonly api: AcquireApi;
}

const PREFIX = /^(devm|drmm|pcim)_/;

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  const managed = managedIn(seen, input.view);
  if (managed.length === 0) return [];
  return managed.flatMap((one) =>
    releasers(seen, one, input).flatMap((place) => {
      const release = callsOf(place.fn.body).find((call) => gives(call, one, place, seen, input.view));
      return release ? [candidateOf(one, seen, place, release)] : [];
    }),
  );
}

function managedIn(seen: Seen, view: View): readonly Managed[] {
  return placedCalls(seen).flatMap(({ call, result }) => {
    if (!PREFIX.test(call.callee)) return [];
    const api = view.catalogue.acquires.get(call.callee.replace(PREFIX, ''));
    if (!api?.managed.includes(call.callee)) return [];
    const { handle } = api;
    // The managed variant takes the device first, where the plain one does not.
    const path = handle.kind === 'return' ? result : undefined;
    return path === undefined || path.startsWith('*') ? [] : [{ call, path, api }];
  });
}

/** Where a release by hand comes too early: the function itself, and the teardown of a root with a field of the object. */
function releasers(seen: Seen, { path }: Managed, { view, touched }: CheckInput): readonly Seen[] {
  const isTouched = (one: Seen): boolean => touched.has(functionKey(one.source.path, one.fn.name));
  const own = isTouched(seen) ? [seen] : [];
  if (isVariable(path) || standsAlone(seen, view) !== 'certain') return own;
  const others = view.all.filter(
    (one) => one.fn !== seen.fn && one.cfile === seen.cfile && (isTouched(one) || isTouched(seen)),
  );
  return [...own, ...others.filter((one) => /_(remove|exit|disconnect|unbind|detach)$/.test(one.fn.name))];
}

function gives(call: Call, { path, api }: Managed, place: Seen, seen: Seen, view: View): boolean {
  const release = api.releases.find((one) => one.name === call.callee);
  if (release?.arg === undefined) return false;
  const given = pathOf(call.args[release.arg]);
  if (given === undefined) return false;
  if (place.fn !== seen.fn) return !isVariable(given) && tail(given) === tail(path) && isOnlyManaged(path, seen, view);
  const { aliases } = view.derive(seen.fn);
  return aliases.resolve(plain(given)) === aliases.resolve(path) && isOnlyManaged(path, seen, view);
}

/** Nothing but managed calls sets the path in this function: it may hold one kind or the other by turns. */
function isOnlyManaged(path: string, seen: Seen, { catalogue }: View): boolean {
  return placedCalls(seen)
    .filter(({ result }) => result !== undefined && plain(result) === plain(path))
    .every(({ call }) => PREFIX.test(call.callee) && !catalogue.acquires.has(call.callee));
}

function candidateOf({ call, path, api }: Managed, seen: Seen, place: Seen, release: Call): Candidate {
  return {
    check: 'mixed-management',
    rule: api.rule,
    confidence: 'high',
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

import type { Call } from '../types.js';
import { isVariable, plain, tail } from '../flow/access-path.js';
import { failureOf, scopeIn } from '../flow/acquires.js';
import { ownersOf } from '../flow/copies.js';
import { callsOf, pathOf } from '../flow/expr.js';
import { mapInner, relativePath } from '../flow/frame.js';
import type { Site } from '../flow/site.js';
import type { Seen, View } from '../flow/view.js';
import { followSite } from '../flow/way/walk.js';
import { fails } from './fails.js';
import { standsAlone } from './lifecycle/roots.js';

/**
 * What becomes of a resource that a function leaves in an object when it fails: `lost` if a caller in view gives it up too and nobody
 * comes after it, `cleaned` if every caller in view gives it back, `unknown` otherwise.
 */
export type Fate = 'lost' | 'cleaned' | 'unknown';

/** How far up callers are followed. */
const MOST_DEPTH = 3;

/**
 * Follows the failure of `seen` into its callers; `homes` are comparable paths inside `seen` that hold the resource then. `isOutOfReach` tells of
 * homes that unseen code cannot give back.
 */
export function fateOf(
  seen: Seen,
  homes: readonly string[],
  site: Site,
  view: View,
  isOutOfReach: (homes: readonly string[]) => boolean,
  depth = 0,
): Fate {
  const key = homes.join(' ');
  let fates = known.get(site);
  if (!fates) known.set(site, (fates = new Map<string, Fate>()));
  let fate = fates.get(key);
  if (!fate) fates.set(key, (fate = findFate(seen, homes, site, view, isOutOfReach, depth)));
  return fate;
}

/** Many exits of one site leave the same homes. */
const known = new WeakMap<Site, Map<string, Fate>>();

function findFate(
  seen: Seen,
  homes: readonly string[],
  site: Site,
  view: View,
  isOutOfReach: (homes: readonly string[]) => boolean,
  depth: number,
): Fate {
  if (standsAlone(seen, view) === 'certain') return 'lost';
  const callers = view.callers(seen.fn.name).filter((caller) => caller.fn !== seen.fn);
  if (callers.length === 0 || depth >= MOST_DEPTH) return 'unknown';
  const fates = callers.flatMap((caller) => inCaller(seen, caller, homes, site, view, isOutOfReach, depth));
  if (fates.includes('lost')) return 'lost';
  return fates.length > 0 && fates.every((fate) => fate === 'cleaned') ? 'cleaned' : 'unknown';
}

function inCaller(
  seen: Seen,
  caller: Seen,
  homes: readonly string[],
  site: Site,
  view: View,
  isOutOfReach: (homes: readonly string[]) => boolean,
  depth: number,
): readonly Fate[] {
  const isNew = isOutOfReach(homes);
  const { aliases } = view.derive(caller.fn);
  return callsOf(caller.fn.body)
    .filter((call) => call.callee === seen.fn.name)
    .map((call) => {
      const above = homesAbove(call, seen, caller, homes, view);
      const failure = failureOf(seen);
      if (failure === 'never' || above.length === 0) return 'unknown';
      const acquire = { ...site.acquire, failure, onlyOnFailure: true, keptOnFailure: false, inner: [] };
      const failed: Site = {
        acquire,
        call,
        loop: undefined,
        at: call.at,
        resource: site.resource,
        homes: [...above, ...ownersOf({ homes: above, at: call.at }, caller.fn.body, aliases, view)],
        result: '',
      };
      const ways = followSite(caller.fn, failed, scopeIn(caller, view));
      const shown = ways.exits.filter((exit) => exit.kind !== 'handed' && (isNew || exit.kind !== 'lost'));
      const exits = isNew ? [...shown, ...ways.unseen] : shown;
      if (ways.spent || (!isNew && ways.unseen.length > 0) || exits.length === 0) return 'unknown';
      const held = exits.filter((exit) => exit.status === 'held' && (isNew || exit.gap === 'none'));
      if (held.length === 0) return exits.every((exit) => exit.status === 'released') ? 'cleaned' : 'unknown';
      if (held.length < exits.length) return 'unknown';
      if (!held.some((exit) => fails(exit, caller.fn.returns))) return 'unknown';
      return fateOf(caller, above, failed, view, isOutOfReach, depth + 1);
    });
}

/** The homes as the caller names them; a field of an object that the callee found by itself keeps its name alone. */
function homesAbove(call: Call, seen: Seen, caller: Seen, homes: readonly string[], view: View): readonly string[] {
  const { aliases } = view.derive(seen.fn);
  const { aliases: outer } = view.derive(caller.fn);
  const index = new Map(seen.fn.params.map((param, i) => [param.name, i]));
  const args = call.args.map((arg) => {
    const path = pathOf(arg);
    return path === undefined ? undefined : outer.resolve(path);
  });
  return homes.flatMap((home) => {
    const relative = relativePath(home, aliases, index);
    const mapped = mapInner(relative, args, '');
    const direct = mapped === undefined || (isVariable(mapped) && aliases.isLocal(mapped)) ? [] : [plain(mapped)];
    return isVariable(home) ? direct : [...direct, `?.${tail(home)}`];
  });
}

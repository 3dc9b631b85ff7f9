import type { AcquireApi, Loop } from '../types.js';
import { isLazy, withCopies } from './copies.js';
import { isVariable, tail } from './access-path.js';
import { visitStmts } from './expr.js';
import { inferAcquire } from './infer.js';
import { needsNoRelease } from './needs-no-release.js';
import { placedCalls, type Placed } from './placed.js';
import type { Acquire, GainsOf, Site } from './site.js';
import { isSetUpWith, startOf } from './started.js';
import { toggledOn } from './toggle.js';
import { leaveUnfollowed, type Seen, type View } from './view.js';
import { place } from './site-place.js';
import { fromCallee } from './callee-acquires.js';

/** Acquire sites of one function at most; more is a table, not a function. */
const MOST_SITES = 80;

/** The places where a function acquires something, in source order; `gainsOf` tells what its callees leave it with. */
export function findSites(seen: Seen, view: View, depth: number, gainsOf: GainsOf): readonly Site[] {
  const { aliases } = view.derive(seen.fn);
  const sites: Site[] = [];
  for (const placed of placedCalls(seen)) {
    const { call } = placed;
    const api = view.catalogue.acquires.get(call.callee);
    if (sites.length >= MOST_SITES) {
      if (api) leaveUnfollowed(seen, call.at, view);
      continue;
    }
    const acquires = api ? fromCatalogue(api, placed, seen, view) : unlisted(placed, seen, view, depth, gainsOf);
    for (const acquire of acquires) {
      const site = withCopies(
        place(acquire, placed, (path) => aliases.resolve(path), seen, view),
        seen,
        view,
      );
      if (!site || isOwned(site, seen, view)) continue;
      if (api && api.startedBy.length > 0 && !startOf(api, tail(site.resource), view)) continue;
      if (api?.where !== undefined && !isSetUpWith(api.where, placed.call, api.handle, seen)) continue;
      const isKept = isLazy(site, seen.fn.body, aliases);
      sites.push(isKept ? { ...site, acquire: { ...site.acquire, remembered: true } } : site);
    }
  }
  visitStmts(seen.fn.body, (stmt) => {
    if (stmt.kind !== 'loop' || stmt.form !== 'each') return;
    const site = loopSite(stmt, seen, view);
    if (site) sites.push(site);
  });
  return sites.sort((a, b) => a.at - b.at);
}

/** What a call acquires that no rule lists: as a callee in view tells, as names and exits tell, or by the argument that switches on. */
function unlisted(placed: Placed, seen: Seen, view: View, depth: number, gainsOf: GainsOf): readonly Acquire[] {
  const found = fromCallee(placed, seen, view, depth, gainsOf) ?? inferAcquire(placed, seen, view) ?? [];
  const toggled = found.length === 0 ? toggledOn(placed, seen, view) : undefined;
  return toggled ? [toggled] : found;
}

/** The resource goes into a field that the subsystem gives back, of an object whose type the function names. */
function isOwned(site: Site, { fn }: Seen, view: View): boolean {
  for (const [type, fields] of view.catalogue.owned) {
    if (!site.homes.every((home) => !isVariable(home) && fields.has(tail(home)))) continue;
    const tag = new RegExp(`\\b${type.replace(/_port$/, '(_port)?')}\\b`);
    let named = fn.params.some((param) => tag.test(param.type));
    visitStmts(fn.body, (stmt) => {
      if (stmt.kind === 'declare' && tag.test(stmt.type)) named = true;
    });
    if (named) return true;
  }
  return false;
}

/** A catalogue entry as an acquire; an API whose failed call still needs a release gives a second one that exists only then. */
function fromCatalogue(api: AcquireApi, placed: Placed, seen: Seen, view: View): readonly Acquire[] {
  const { use } = placed;
  // Whoever looks at the status of a call knows that it may fail.
  const isLookedAt = api.failure === 'never' && api.handle.kind === 'arg' && (use === 'kept' || use === 'tested');
  if (api.managedAfter !== undefined && view.callers(api.managedAfter).length > 0) return [];
  if (needsNoRelease(api, placed, seen, view)) return [];
  const main: Acquire = {
    name: api.name,
    rule: api.rule,
    handle: api.handle,
    failure: isLookedAt && !view.catalogue.returnsArgument.has(api.name) ? 'nonzero' : api.failure,
    releases: api.releases,
    counted: api.counted,
    keptOnFailure: api.keptOnFailure,
    onlyOnFailure: false,
    confidence: api.confidence,
    effect: api.effect,
    evidence: 'catalogue',
    scope: api.scope,
    inner: [],
  };
  if (api.onFailure === undefined || api.keptOnFailure) return [main];
  return [main, { ...main, onlyOnFailure: true, releases: [{ name: api.onFailure, arg: undefined }] }];
}

function loopSite(loop: Loop, seen: Seen, view: View): Site | undefined {
  const api = view.catalogue.loops.get(loop.macro ?? '');
  if (!api) return undefined;
  const cursor = loop.args[api.cursor];
  if (cursor?.kind !== 'path') return undefined;
  const home = view.derive(seen.fn).aliases.resolve(cursor.path);
  const acquire: Acquire = {
    name: api.name,
    rule: api.rule,
    handle: { kind: 'return' },
    failure: 'never',
    releases: api.releases,
    counted: true,
    keptOnFailure: false,
    onlyOnFailure: false,
    confidence: 'high',
    effect: 'leak',
    evidence: 'catalogue',
    scope: 'function',
    inner: [],
  };
  return { acquire, call: undefined, loop, at: loop.at, resource: cursor.path, homes: [home], result: home };
}

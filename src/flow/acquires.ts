import type { Failure, Release } from '../types.js';
import { base, isVariable } from './access-path.js';
import type { Scope } from './scope.js';
import { visitStmts } from './expr.js';
import { relativePath } from './frame.js';
import { perFunction } from './memory.js';
import type { Exit } from './way/exit.js';
import { isDriverData, outlives } from './way/state.js';
import { POSITIVE, ZERO } from './way/mask.js';
import { followSite } from './way/walk.js';
import type { Gains, Inner, Site } from './site.js';
import { isAddress, isBool, isVoid } from './return-type.js';
import { remembersState } from './remembered.js';
import { isRestored } from './restored.js';
import { findSites } from './sites.js';
import type { Seen, View } from './view.js';

const NONE: Gains = { inner: [], returned: [], failure: 'never' };

const sites = perFunction<readonly Site[]>([]);

/** The places where a function acquires something, in source order. `depth` bounds the way into callees. */
export function sitesOf(seen: Seen, view: View, depth = 0): readonly Site[] {
  return sites(seen, view, () => findSites(seen, view, depth, gainsOf));
}

/** What following a resource through a function needs to know of it. */
export function scopeIn(seen: Seen, view: View): Scope {
  return { view, seen, aliases: view.derive(seen.fn).aliases, sites: () => sitesOf(seen, view) };
}

const gains = perFunction(NONE);

/** What a call of this function acquires for its caller; nothing while it is being worked out (recursion) and for functions not seen whole. */
export function gainsOf(seen: Seen, view: View, depth: number): Gains {
  if (depth > 3 || !seen.fn.hasHead) return NONE;
  return gains(seen, view, () => findGains(seen, view, depth));
}

function findGains(seen: Seen, view: View, depth: number): Gains {
  const { fn } = seen;
  if (remembersState(fn)) return NONE;
  const { aliases } = view.derive(fn);
  const index = new Map(fn.params.map((param, i) => [param.name, i]));
  const inner: Inner[] = [];
  const returned: Inner[] = [];
  for (const site of sitesOf(seen, view, depth + 1)) {
    if (
      site.loop ||
      site.acquire.toggles ||
      site.resource === '' ||
      site.acquire.scope === 'teardown' ||
      site.acquire.onlyOnFailure
    )
      continue;
    const ways = followSite(fn, site, scopeIn(seen, view));
    if (ways.spent) continue;
    const held = ways.exits.filter(
      (exit) => exit.status === 'held' && exit.gap === 'none' && succeeds(exit, fn.returns),
    );
    const restored = isRestored(site, scopeIn(seen, view));
    const origins: Inner[] =
      site.acquire.inner.length > 0
        ? site.acquire.inner.map((one) => (restored ? { ...one, restored } : one))
        : [{ ...plainInner(site, seen), ...(site.acquire.remembered ? { remembered: true } : {}) }];
    for (const exit of held) {
      const isKept = !site.acquire.counted && exit.homes.some((home) => isReachable(home, site, seen, view));
      if (exit.kind === 'handed' && !isKept) {
        for (const one of origins) returned.push({ ...one, path: '$ret' });
        continue;
      }
      for (const home of exit.homes) {
        const path = relativePath(home, aliases, index);
        const owned = path.startsWith('$') && (path.includes('.') || site.acquire.handle.kind === 'arg');
        const global = !path.startsWith('$') && !path.startsWith('?') && !aliases.isLocal(base(home));
        if (owned || global) inner.push(...origins.map((one) => ({ ...one, path })));
      }
    }
  }
  returned.push(...returnedAtOnce(seen, view));
  const failure = returned.length > 0 && isAddress(fn.returns) ? 'zero' : failureOf(seen);
  return { inner: unique(inner), returned: unique(returned), failure };
}

/** An object that lives on has it in a field: what is returned beside that is only borrowed. */
function isReachable(home: string, { result }: Site, seen: Seen, view: View): boolean {
  if (isVariable(home) || isDriverData(home) || base(home) === result) return false;
  return outlives(home, scopeIn(seen, view));
}

/** `return acquire(…);` of a wrapper. */
function returnedAtOnce(seen: Seen, view: View): readonly Inner[] {
  const out: Inner[] = [];
  visitStmts(seen.fn.body, (stmt) => {
    if (stmt.kind !== 'return' || stmt.value?.kind !== 'call') return;
    const api = view.catalogue.acquires.get(stmt.value.callee);
    if (api?.handle.kind !== 'return' || api.scope === 'teardown') return;
    const { name, rule, releases } = api;
    out.push({
      path: '$ret',
      api: name,
      rule,
      releases,
      file: seen.source.path,
      function: seen.fn.name,
      at: stmt.at,
    });
  });
  return out;
}

/** How a function in view says that it failed, from its return type and what it returns. */
export function failureOf(seen: Seen): Failure {
  const { fn } = seen;
  if (isVoid(fn.returns)) return 'never';
  if (isBool(fn.returns)) return 'false';
  if (!fn.returns.includes('*')) return 'negative';
  let errPtr = false as boolean;
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'return' && stmt.value?.kind === 'call' && /^ERR_(PTR|CAST)$/.test(stmt.value.callee))
      errPtr = true;
  });
  return errPtr ? 'err-ptr' : 'null';
}

/** Whether an exit can be one on which the function has done its work, by what it returns. */
export function succeeds(exit: Exit, returns: string): boolean {
  if (exit.kind === 'lost' || exit.kind === 'overwrite') return false;
  if (exit.kind === 'end' || exit.kind === 'handed') return true;
  if (isVoid(returns)) return true;
  if (returns.includes('*') || isBool(returns)) return (exit.value & POSITIVE) !== 0;
  return (exit.value & ZERO) !== 0 || exit.value === POSITIVE;
}

function plainInner(site: Site, seen: Seen): Inner {
  const releases: readonly Release[] = site.acquire.releases;
  return {
    path: '',
    api: site.acquire.name,
    rule: site.acquire.rule,
    releases,
    file: seen.source.path,
    function: seen.fn.name,
    at: site.at,
  };
}

function unique(inner: readonly Inner[]): readonly Inner[] {
  const seen = new Set<string>();
  return inner.filter((one) => {
    const key = `${one.path}|${one.api}|${one.at}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

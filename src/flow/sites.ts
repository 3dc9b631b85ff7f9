import type { AcquireApi, Call, Confidence, Handle, Loop } from '../types.js';
import { isLazy, nullable, withCopies } from './copies.js';
import { isVariable, tail } from './access-path.js';
import { argPath } from './scope.js';
import { callsOf, pathOf, visitStmts } from './expr.js';
import { mayAcquire } from './deeds.js';
import { mapInner } from './frame.js';
import { inferAcquire } from './infer.js';
import { nameSays } from './names.js';
import { remembersItself } from './remembered.js';
import { placedCalls, type Placed } from './placed.js';
import type { Acquire, GainsOf, Inner, Site } from './site.js';
import { startOf } from './started.js';
import { summaryOf } from './summary.js';
import { leaveUnfollowed, type Seen, type View } from './view.js';

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
    const acquires = api
      ? fromCatalogue(api, view)
      : (fromCallee(placed, seen, view, depth, gainsOf) ?? inferAcquire(placed, seen, view) ?? []);
    for (const acquire of acquires) {
      const site = withCopies(
        place(acquire, placed, (path) => aliases.resolve(path), seen, view),
        seen,
        view,
      );
      if (!site || isOwned(site, seen, view)) continue;
      if (api && api.startedBy.length > 0 && !startOf(api, tail(site.resource), view)) continue;
      const isKept = isLazy(site, seen.fn.body, (path) => aliases.resolve(path));
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

function place(
  acquire: Acquire,
  placed: Placed,
  resolve: (path: string) => string,
  seen: Seen,
  view: View,
): Site | undefined {
  const { call, result } = placed;
  const { handle } = acquire;
  const kept = result === undefined ? '' : resolve(result);
  const common = { acquire, call, loop: undefined, at: call.at, result: kept };
  if (acquire.inner.length > 0) {
    const homes = [...new Set(acquire.inner.map((one) => one.path).filter((path) => path !== ''))];
    return homes.length === 0 ? undefined : { ...common, resource: homes[0]!, homes };
  }
  switch (handle.kind) {
    case 'return':
      if (result !== undefined) return { ...common, acquire: nullable(acquire, view), resource: result, homes: [kept] };
      return unkept(acquire, placed, resolve, seen, view);
    case 'arg':
    case 'out': {
      const arg = call.args[handle.index];
      if (!arg)
        return acquire.rule === 'inferred'
          ? { ...common, resource: `${call.callee}()`, homes: [`${call.callee}()`] }
          : undefined;
      const path =
        arg.kind === 'path'
          ? arg.path
          : arg.kind === 'address'
            ? handle.kind === 'out'
              ? arg.path
              : `&${arg.path}`
            : undefined;
      if (path === undefined || /^(NULL|true|false)$/.test(path)) return undefined;
      return { ...common, resource: path, homes: [resolve(path)] };
    }
  }
}

/**
 * The counted handle that a call returns and no variable keeps: where the call returns its argument, that is the handle; where the result is only
 * tested, or given to a call that takes nothing over, nobody can give it back.
 */
function unkept(
  acquire: Acquire,
  { call, use, outer, result }: Placed,
  resolve: (path: string) => string,
  seen: Seen,
  view: View,
): Site | undefined {
  if (!acquire.counted || result !== undefined) return undefined;
  const { catalogue } = view;
  const arg = pathOf(call.args[0]);
  const isEcho = catalogue.returnsArgument.has(call.callee) || (use === 'tested' && isReleased(arg, acquire, seen));
  if (isEcho) {
    if (arg === undefined || (use !== 'discarded' && use !== 'tested')) return undefined;
    const handle: Handle = { kind: 'arg', index: 0 };
    return {
      acquire: { ...acquire, handle },
      call,
      loop: undefined,
      at: call.at,
      resource: arg,
      homes: [resolve(arg)],
      result: '',
    };
  }
  const borrows =
    outer !== undefined &&
    !catalogue.transfers.has(outer) &&
    (catalogue.harmless.has(outer) || catalogue.acquires.has(outer) || nameSays(catalogue.words.borrow, outer));
  if (use !== 'tested' && !(use === 'argument' && borrows)) return undefined;
  const home = `${call.callee}()`;
  return { acquire, call, loop: undefined, at: call.at, resource: '', homes: [home], result: '' };
}

/** A release in the same function takes what the call was given: the call counts its argument. */
function isReleased(path: string | undefined, { releases }: Acquire, { fn }: Seen): boolean {
  if (path === undefined) return false;
  return callsOf(fn.body).some((call) =>
    releases.some((one) => one.name === call.callee && one.arg !== undefined && pathOf(call.args[one.arg]) === path),
  );
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
function fromCatalogue(api: AcquireApi, view: View): readonly Acquire[] {
  if (api.managedAfter !== undefined && view.callers(api.managedAfter).length > 0) return [];
  const main: Acquire = {
    name: api.name,
    rule: api.rule,
    handle: api.handle,
    failure: api.failure,
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

/** A callee in view that leaves something held is an acquire of its caller. */
function fromCallee(
  placed: Placed,
  seen: Seen,
  view: View,
  depth: number,
  gainsOf: GainsOf,
): readonly Acquire[] | undefined {
  const { call, result } = placed;
  const callee = view.find(call.callee, seen.cfile);
  if (!callee || callee.fn === seen.fn) return undefined;
  if (isSwitchedOff(call, callee, view, gainsOf)) return [];
  const gains = gainsOf(callee, view, depth);
  const { aliases } = view.derive(seen.fn);
  const args = call.args.map((arg) => argPath(arg, aliases));
  const kept = result === undefined ? '' : aliases.resolve(result);
  const inferred = inferAcquire(placed, seen, view);
  const antonym = inferred?.[0]?.releases ?? [];
  // Nobody looks whether it worked: what is only inferred is then not known to be held.
  const unnoticed = placed.use === 'discarded' && gains.failure !== 'never';
  const acquires: Acquire[] = [];
  const byApi = new Map<string, Inner[]>();
  for (const one of [...gains.inner, ...gains.returned]) {
    const path = mapInner(one.path, args, kept);
    if (path === undefined) continue;
    const key = one.api;
    byApi.set(key, [...(byApi.get(key) ?? []), { ...one, path }]);
  }
  for (const inner of byApi.values()) {
    const first = inner[0]!;
    const handle: Handle =
      gains.returned.includes(first) || first.path === kept ? { kind: 'return' } : { kind: 'arg', index: 0 };
    acquires.push({
      name: call.callee,
      rule: first.rule,
      handle,
      failure: gains.failure,
      releases: [...antonym, ...first.releases],
      counted: false,
      keptOnFailure: false,
      onlyOnFailure: false,
      confidence: unnoticed && inner.every((one) => one.rule === 'inferred') ? 'low' : surest(inner, view),
      effect: 'leak',
      evidence: 'summary',
      scope: 'function',
      ...(inner.every((one) => one.restored) ? { restored: true } : {}),
      inner,
    });
  }
  const remembered = remembersItself(callee.fn);
  if (acquires.length > 0) return remembered ? acquires.map((one) => ({ ...one, remembered })) : acquires;
  if (remembered && inferred) return inferred.map((one) => ({ ...one, remembered }));
  const isSwitch = nameSays(view.catalogue.words.switch, call.callee);
  return callee.fn.complete && (!inferred || (!isSwitch && !mayAcquire(callee, view))) ? [] : undefined;
}

/** A call with `false` switches off what it switches on with `true`; which way a number switches is not known. */
function isSwitchedOff(call: Call, callee: Seen, view: View, gainsOf: GainsOf): boolean {
  if (call.args.some((arg) => arg.kind === 'path' && arg.path === 'false')) return true;
  if (!call.args.some((arg) => arg.kind === 'number')) return false;
  const released = new Set(summaryOf(callee, view).releases.map((one) => `${one.name}|${tail(one.path)}`));
  return gainsOf(callee, view, 0).inner.some((one) =>
    one.releases.some((release) => released.has(`${release.name}|${tail(one.path)}`)),
  );
}

/** What the callee acquires is as sure as the best of it: what no rule lists was inferred from names. */
function surest(inner: readonly Inner[], view: View): Confidence {
  const all = inner.map((one) =>
    one.rule === 'inferred' ? 'medium' : (view.catalogue.acquires.get(one.api)?.confidence ?? 'high'),
  );
  return all.find((one) => one === 'high') ?? all.find((one) => one === 'medium') ?? 'low';
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

import type { Confidence, AcquireApi, Call, Expr, Handle, Loop } from '../types.js';
import { gainsOf } from './acquires.js';
import { isVariable, plain, tail } from './access-path.js';
import { argPath } from './effects.js';
import { childrenOf, exprsOf, parts, visitStmts } from './expr.js';
import { mayAcquire } from './deeds.js';
import { inferAcquire } from './infer.js';
import { nameSays } from './names.js';
import type { Acquire, Inner, Site } from './site.js';
import type { Seen, View } from './view.js';

/** Acquire sites of one function at most; more is a table, not a function. */
const MOST_SITES = 80;

/** A call together with the path that its result is assigned to, if any. */
export interface Placed {
  readonly call: Call;
  readonly result: string | undefined;
  /** The call is an argument of another call: nobody else holds its result. */
  readonly nested: boolean;
  /** The statement is the call alone: its result is not looked at. */
  readonly discarded: boolean;
}

/** The places where a function acquires something, in source order. `depth` bounds the way into callees. */
export function sitesOf(seen: Seen, view: View, depth = 0): readonly Site[] {
  const key = `sites:${seen.cfile.path}:${seen.fn.name}:${seen.fn.at}`;
  const known = view.memo.get(key) as readonly Site[] | undefined;
  if (known) return known;
  view.memo.set(key, []);
  const sites = collect(seen, view, depth);
  view.memo.set(key, sites);
  return sites;
}

function collect(seen: Seen, view: View, depth: number): readonly Site[] {
  const { aliases } = view.derive(seen.fn);
  const sites: Site[] = [];
  for (const placed of placedCalls(seen)) {
    if (sites.length >= MOST_SITES) break;
    const { call } = placed;
    const api = view.catalogue.acquires.get(call.callee);
    const acquires = api
      ? fromCatalogue(api, view)
      : (fromCallee(placed, seen, view, depth) ?? inferAcquire(placed, seen, view) ?? []);
    for (const acquire of acquires) {
      const site = place(acquire, placed, (path) => aliases.resolve(path));
      if (site && !isOwned(site, seen, view)) sites.push(site);
    }
  }
  visitStmts(seen.fn.body, (stmt) => {
    if (stmt.kind !== 'loop' || stmt.form !== 'each') return;
    const site = loopSite(stmt, seen, view);
    if (site) sites.push(site);
  });
  return sites.sort((a, b) => a.at - b.at);
}

function place(acquire: Acquire, placed: Placed, resolve: (path: string) => string): Site | undefined {
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
      if (result === undefined || placed.nested) return undefined;
      return { ...common, resource: result, homes: [kept] };
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
function fromCallee(placed: Placed, seen: Seen, view: View, depth: number): readonly Acquire[] | undefined {
  const { call, result } = placed;
  const callee = view.find(call.callee, seen.cfile);
  if (!callee || callee.fn === seen.fn) return undefined;
  const gains = gainsOf(callee, view, depth);
  const { aliases } = view.derive(seen.fn);
  const args = call.args.map((arg) => argPath(arg, aliases));
  const kept = result === undefined ? '' : aliases.resolve(result);
  const inferred = inferAcquire(placed, seen, view);
  const antonym = inferred?.[0]?.releases ?? [];
  const acquires: Acquire[] = [];
  const byApi = new Map<string, Inner[]>();
  for (const one of [...gains.inner, ...gains.returned]) {
    const path = mapped(one.path, args, kept);
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
      confidence: surest(inner, view),
      effect: 'leak',
      evidence: 'summary',
      scope: 'function',
      inner,
    });
  }
  if (acquires.length > 0) return acquires;
  const isSwitch = nameSays(view.catalogue.words.switch, call.callee);
  return callee.fn.complete && (!inferred || (!isSwitch && !mayAcquire(callee, view))) ? [] : undefined;
}

/** What the callee acquires is as sure as the best of it: what no rule lists was inferred from names. */
function surest(inner: readonly Inner[], view: View): Confidence {
  const all = inner.map((one) =>
    one.rule === 'inferred' ? 'medium' : (view.catalogue.acquires.get(one.api)?.confidence ?? 'high'),
  );
  return all.find((one) => one === 'high') ?? all.find((one) => one === 'medium') ?? 'low';
}

function mapped(path: string, args: readonly (string | undefined)[], result: string): string | undefined {
  if (path.startsWith('$ret')) return result === '' ? undefined : result + path.slice(4);
  const match = /^\$(\d+)/.exec(path);
  if (!match) return path;
  const arg = args[Number(match[1])];
  return arg === undefined ? undefined : plain(arg) + path.slice(match[0].length);
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

/** All calls of a function with where their results go. Managed calls (`devm_`) are left out. */
export function placedCalls(seen: Seen): readonly Placed[] {
  const out: Placed[] = [];
  const walk = (expr: Expr, result: string | undefined, nested: boolean, discarded: boolean): void => {
    if (expr.kind === 'call') {
      out.push({ call: expr, result, nested, discarded });
      const checks = /^(IS_ERR|PTR_ERR|WARN_ON|likely|unlikely|ERR_CAST)/.test(expr.callee);
      for (const arg of expr.args) walk(arg, undefined, !checks, false);
      return;
    }
    if (expr.kind === 'assign') {
      const left = expr.left.kind === 'path' && expr.op === '=' ? expr.left.path : undefined;
      walk(expr.right, left, false, false);
      return;
    }
    if (expr.kind === 'ternary') {
      walk(expr.cond, undefined, false, false);
      walk(expr.then, result, nested, false);
      walk(expr.else, result, nested, false);
      return;
    }
    if (expr.kind === 'block') {
      for (const stmt of expr.body) statement(stmt);
      return;
    }
    for (const part of parts(expr)) walk(part, undefined, nested, false);
  };
  const statement = (stmt: Parameters<typeof childrenOf>[0]): void => {
    if (stmt.kind === 'declare') {
      if (stmt.init && stmt.cleanup === undefined) walk(stmt.init, stmt.name, false, false);
    } else {
      for (const expr of exprsOf(stmt)) walk(expr, undefined, false, stmt.kind === 'expr');
    }
    for (const child of childrenOf(stmt)) statement(child);
  };
  for (const stmt of seen.fn.body) statement(stmt);
  return out;
}

/** Whether a name is that of a managed call. */
export function isManaged(name: string, view: View): boolean {
  return nameSays(view.catalogue.words.managed, name);
}

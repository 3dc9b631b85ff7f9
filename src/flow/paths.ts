import type { Call, CFunction, Expr, Loop, Stmt } from '../types.js';
import { base, contains, isVariable, plain } from './access-path.js';
import type { CfgNode } from './cfg.js';
import { argPath, effectOf, releasesFallingThrough, releasesSomewhere, type Held, type Scope } from './effects.js';
import { visitExpr } from './expr.js';
import { ANY, NEGATIVE, POSITIVE, ZERO, compareMask, failureMask, maskOf, successMask, type Mask } from './mask.js';
import type { Exit, Ways } from './exit.js';
import { assignedJustBefore, returnedVariables, withinLoop } from './returns.js';
import type { Site } from './site.js';
import { complement, constantOf, isCheck, mergeFacts, negate } from './values.js';

export type { Exit, Ways } from './exit.js';

/** What became of the resource on one way. `idle`: not acquired yet. */
export type Status = 'idle' | 'held' | 'released';

interface State {
  readonly status: Status;
  readonly homes: readonly string[];
  readonly stored: boolean;
  readonly facts: ReadonlyMap<string, Mask>;
  readonly gap: boolean;
  readonly passed: boolean;
  readonly branch: number;
  readonly jump: number;
  readonly release: number;
}

/** Transitions one site may cost; measured: the median function needs fewer than 200. */
const BUDGET = 6000;

interface Valued {
  readonly state: State;
  readonly mask: Mask;
}

/**
 * Follows one acquired resource along all paths of a function, and tells how each way out leaves it. Path facts are value classes of
 * variables; states that agree on the resource and on the return value are merged. `unseenEnd`: where the view of the function ends before
 * the function does counts as a way out.
 */
export function followSite(fn: CFunction, site: Site, scope: Scope, unseenEnd = false): Ways {
  const { cfg } = scope.view.derive(fn);
  const { aliases } = scope;
  const returned = returnedVariables(fn);
  const exits: Exit[] = [];
  const exitKeys = new Set<string>();
  const seen = cfg.nodes.map(() => new Map<string, State>());
  const queue: [number, State][] = [];
  let budget = BUDGET;
  /** The call whose statement ignores its result. */
  let discarded: Call | undefined;

  const emit = (kind: Exit['kind'], state: State, at: number, value: Mask, tailCall?: string): void => {
    if (state.status === 'idle') return;
    const key = [kind, state.status, at, state.jump, value, state.stored, state.gap, state.passed].join('|');
    if (exitKeys.has(key)) return;
    exitKeys.add(key);
    const { status, jump, branch, release, homes, stored, gap, passed } = state;
    exits.push({ kind, status, at, jump, branch, release, value, homes, stored, gap, passed, tailCall });
  };

  const enqueue = (node: number, state: State): void => {
    if (node < 0) return;
    const slot = seen[node]!;
    const key = keyOf(state, returned);
    const known = slot.get(key);
    if (!known) {
      slot.set(key, state);
      queue.push([node, state]);
      return;
    }
    const merged = mergeFacts(known.facts, state.facts);
    if (merged === known.facts) return;
    const next = { ...known, facts: merged };
    slot.set(key, next);
    queue.push([node, next]);
  };

  const heldOf = (state: State): Held => ({ site, homes: state.homes, stored: state.stored });

  const acquired = (state: State): State => ({
    ...state,
    status: 'held',
    homes: site.homes,
    stored: site.homes.some((home) => outlives(home, scope)),
    gap: false,
    passed: false,
    branch: -1,
    jump: -1,
    release: -1,
  });

  const acquireCall = (state: State): Valued[] => {
    const { acquire } = site;
    const again = state.status === 'held';
    const fail = failureMask(acquire.failure);
    const out: Valued[] = [];
    // Status codes: callers test them with `if (ret)`, whatever the few positive ones mean.
    const isStatus = acquire.failure === 'negative' && acquire.handle.kind !== 'return';
    const success = isStatus ? ZERO : successMask(acquire.failure);
    out.push({ state: acquire.onlyOnFailure ? state : acquired(state), mask: success });
    if (fail !== 0) {
      const kept = acquire.keptOnFailure || acquire.onlyOnFailure;
      const array = again && site.homes.every((home) => home.includes('[]'));
      if (kept) out.push({ state: acquired(state), mask: fail });
      else if (array) out.push({ state, mask: fail });
      else if (state.status === 'idle') out.push({ state: { ...state, status: 'idle' }, mask: fail });
    }
    return out;
  };

  /** Evaluates an expression for its effects and the class of its value. */
  const evaluate = (expr: Expr, state: State): Valued[] => {
    switch (expr.kind) {
      case 'number':
        return [{ state, mask: maskOf(expr.value) }];
      case 'path':
        return [{ state, mask: factOf(state, expr.path) }];
      case 'address':
      case 'string':
        return [{ state, mask: POSITIVE }];
      case 'call':
        return evaluateCall(expr, state);
      case 'assign':
        return evaluateAssign(expr, state);
      case 'unary': {
        const inner = evaluate(expr.arg, state);
        if (expr.op === '!')
          return inner.map((v) => ({
            state: v.state,
            mask: (v.mask & ZERO ? POSITIVE : 0) | (v.mask & ~ZERO ? ZERO : 0),
          }));
        if (expr.op !== '-') return inner.map((v) => ({ state: v.state, mask: ANY }));
        if (expr.arg.kind === 'path' && /^E[A-Z0-9]+$/.test(expr.arg.path)) return [{ state, mask: NEGATIVE }];
        return inner.map((v) => ({ state: v.state, mask: negate(v.mask) }));
      }
      case 'ternary': {
        const out: Valued[] = [];
        for (const s of assume(expr.cond, state, true)) out.push(...evaluate(expr.then, s));
        for (const s of assume(expr.cond, state, false)) out.push(...evaluate(expr.else, s));
        return out;
      }
      case 'binary': {
        if (expr.op === '&&' || expr.op === '||' || compareMask(expr.op, 0) !== undefined) {
          return [
            ...assume(expr, state, true).map((s) => ({ state: s, mask: POSITIVE })),
            ...assume(expr, state, false).map((s) => ({ state: s, mask: ZERO })),
          ];
        }
        return through([expr.left, expr.right], state).map((s) => ({ state: s, mask: ANY }));
      }
      case 'update': {
        const path = expr.arg.kind === 'path' ? expr.arg.path : undefined;
        return through([expr.arg], state).map((s) => ({ state: path === undefined ? s : forget(s, path), mask: ANY }));
      }
      case 'block': {
        let states = [state];
        for (const stmt of expr.body) {
          if (stmt.kind === 'expr') states = states.flatMap((s) => evaluate(stmt.expr, s).map((v) => v.state));
          if (stmt.kind === 'declare' && stmt.init)
            states = states.flatMap((s) => evaluate(stmt.init!, s).map((v) => v.state));
        }
        return states.map((s) => ({ state: s, mask: ANY }));
      }
      case 'other': {
        const states = through(expr.parts, state);
        const escaped = expr.parts.some((part) => part.kind === 'path' && isHome(state, part.path));
        return states.map((s) => ({ state: escaped && expr.what !== 'comma' ? { ...s, passed: true } : s, mask: ANY }));
      }
    }
  };

  const through = (exprs: readonly Expr[], state: State): State[] => {
    let states = [state];
    for (const expr of exprs) states = states.flatMap((s) => evaluate(expr, s).map((v) => v.state));
    return states;
  };

  const evaluateCall = (call: Call, state: State): Valued[] => {
    if (call === site.call) return through(call.args, state).flatMap(acquireCall);
    return through(call.args, state).flatMap((s) => callResult(call, s));
  };

  const callResult = (call: Call, before: State): Valued[] => {
    let state = before;
    for (const arg of call.args) if (arg.kind === 'address' && isVariable(arg.path)) state = forget(state, arg.path);
    const mask = valueOfCall(call, state);
    if (state.status !== 'held') return [{ state, mask }];
    const { stores } = scope.view.catalogue;
    if (stores.has(call.callee) && call.args[1] && hasHome(call.args[1], state))
      return [{ state: { ...state, stored: true }, mask }];
    switch (effectOf(call, heldOf(state), scope)) {
      case 'release':
        return [{ state: { ...state, status: 'released', release: call.at }, mask }];
      case 'may-release':
        return [{ state: { ...state, status: 'released', release: -1 }, mask }];
      case 'transfer':
        return [];
      case 'takeover':
        if (call === discarded) return [];
        return [{ state: { ...state, passed: true }, mask: mask & failing(call) }].filter((v) => v.mask !== 0);
      case 'transfer-on-success':
        return [{ state: { ...state, passed: true }, mask: mask & (NEGATIVE | ZERO) & failing(call) }].filter(
          (v) => v.mask !== 0,
        );
      case 'passed':
        return [{ state: { ...state, passed: true }, mask }];
      case 'none':
        return [{ state, mask }];
    }
  };

  /** Classes of the value that a call returns when it fails, as far as its return type is known; ints by default. */
  const failing = (call: Call): Mask => {
    const callee = scope.view.find(call.callee, scope.seen.cfile);
    if (callee && /\bvoid\s*$/.test(callee.fn.returns)) return 0;
    return NEGATIVE;
  };

  const valueOfCall = (call: Call, state: State): Mask => {
    const arg = call.args[0];
    const inner =
      arg?.kind === 'path'
        ? factOf(state, arg.path)
        : arg?.kind === 'unary'
          ? (evaluate(arg, state)[0]?.mask ?? ANY)
          : ANY;
    switch (call.callee) {
      case 'IS_ERR':
        return (inner & NEGATIVE ? POSITIVE : 0) | (inner & ~NEGATIVE ? ZERO : 0);
      case 'PTR_ERR':
      case 'ERR_PTR':
      case 'ERR_CAST':
        return inner === ANY ? NEGATIVE | ZERO : inner;
      case 'PTR_ERR_OR_ZERO':
        return (inner & NEGATIVE) | (inner & ~NEGATIVE ? ZERO : 0);
      case 'dev_err_probe':
        return NEGATIVE;
      default:
        return ANY;
    }
  };

  const evaluateAssign = (expr: Extract<Expr, { kind: 'assign' }>, state: State): Valued[] => {
    const left = expr.left.kind === 'path' ? expr.left.path : undefined;
    const out: Valued[] = [];
    for (const { state: s, mask } of evaluate(expr.right, state)) {
      if (left === undefined) {
        out.push({ state: s, mask });
        continue;
      }
      if (expr.op !== '=') {
        out.push({ state: forget(s, left), mask: ANY });
        continue;
      }
      out.push(...assigned(left, expr.right, s, mask, expr.at));
    }
    return out;
  };

  const assigned = (left: string, right: Expr, state: State, mask: Mask, at: number): Valued[] => {
    let next = learn(forget(state, left), left, mask);
    const place = aliases.resolve(left);
    const isAcquire = right === site.call;
    if (state.status === 'held' && !isAcquire) {
      const source = right.kind === 'path' || right.kind === 'address' ? argPath(right, aliases) : undefined;
      const stores =
        source !== undefined &&
        state.homes.some((home) => home === plain(source) || (right.kind === 'address' && contains(home, source)));
      if (stores && !state.homes.some((home) => contains(home, place))) {
        next = { ...next, homes: [...next.homes, place], stored: next.stored || outlives(place, scope) };
        if (left.startsWith('*')) return [];
      } else if (next.homes.includes(place) && !stores) {
        const homes = next.homes.filter((home) => home !== place);
        if (homes.length === 0) {
          if (site.acquire.handle.kind === 'return' && isVariable(place) && mask !== ZERO)
            emit('overwrite', state, at, ANY);
          return [];
        }
        next = { ...next, homes };
      }
    }
    return [{ state: next, mask }];
  };

  /** The states in which a condition has the given truth. */
  const assume = (cond: Expr, state: State, truth: boolean): State[] => {
    if (cond.kind === 'unary' && cond.op === '!') return assume(cond.arg, state, !truth);
    if (cond.kind === 'binary' && (cond.op === '&&' || cond.op === '||')) {
      const both = (cond.op === '&&') === truth;
      const left = assume(cond.left, state, truth);
      if (both) return left.flatMap((s) => assume(cond.right, s, truth));
      return [...left, ...assume(cond.left, state, !truth).flatMap((s) => assume(cond.right, s, truth))];
    }
    if (cond.kind === 'binary') {
      const value = constantOf(cond.right);
      const holds = value === undefined ? undefined : compareMask(cond.op, value);
      if (holds !== undefined && value !== undefined) {
        const wanted = truth ? holds : complement(cond.op, value);
        return narrow(cond.left, state, wanted);
      }
      return through([cond.left, cond.right], state);
    }
    if (cond.kind === 'call' && cond !== site.call) {
      const arg = cond.args[0];
      if (arg && (cond.callee === 'IS_ERR' || cond.callee === 'IS_ERR_VALUE'))
        return narrow(arg, state, truth ? NEGATIVE : ZERO | POSITIVE);
      if (arg && cond.callee === 'IS_ERR_OR_NULL') return narrow(arg, state, truth ? NEGATIVE | ZERO : POSITIVE);
      if (arg && (cond.callee.startsWith('WARN_ON') || cond.callee === 'unlikely' || cond.callee === 'likely'))
        return assume(arg, state, truth);
      if (arg && site.acquire.failure === 'mapping-error' && cond.callee.endsWith('mapping_error')) {
        if (cond.args.some((a) => a.kind === 'path' && isHome(state, a.path))) return truth ? [] : [state];
      }
    }
    return narrow(cond, state, truth ? NEGATIVE | POSITIVE : ZERO);
  };

  const narrow = (expr: Expr, state: State, wanted: Mask): State[] => {
    const out: State[] = [];
    for (const { state: s, mask } of evaluate(expr, state)) {
      const left = mask & wanted;
      if (left === 0) continue;
      const target = expr.kind === 'assign' ? expr.left : expr;
      out.push(target.kind === 'path' ? learn(s, target.path, left) : s);
    }
    return out;
  };

  const factOf = (state: State, path: string): Mask => {
    if (path === 'NULL' || path === 'false') return ZERO;
    if (path === 'true') return POSITIVE;
    return state.facts.get(aliases.resolve(path)) ?? ANY;
  };

  const learn = (state: State, path: string, mask: Mask): State => {
    if (/^(NULL|true|false)$/.test(path)) return state;
    const key = aliases.resolve(path);
    const facts = new Map(state.facts);
    if (mask === ANY) facts.delete(key);
    else facts.set(key, mask);
    return { ...state, facts };
  };

  /** Facts about a path and all below it end when it is assigned. */
  const forget = (state: State, path: string): State => {
    const place = aliases.resolve(path);
    let facts: Map<string, Mask> | undefined;
    for (const key of state.facts.keys()) {
      if (!contains(place, key)) continue;
      facts ??= new Map(state.facts);
      facts.delete(key);
    }
    return facts ? { ...state, facts } : state;
  };

  const isHome = (state: State, path: string): boolean =>
    state.status === 'held' && state.homes.includes(aliases.resolve(path));

  const hasHome = (expr: Expr, state: State): boolean => {
    let found = false;
    visitExpr(expr, (one) => {
      if (one.kind !== 'path' && one.kind !== 'address') return;
      const path = aliases.resolve(one.path);
      const isPart = one.kind === 'address' || aliases.isAddress(one.path);
      if (state.homes.some((home) => home === path || (isPart && contains(home, path)))) found = true;
    });
    return found;
  };

  /** A value that can carry the resource to the caller: not a question about it, nor the status of a call that is given it. */
  const hands = (value: Expr): boolean =>
    !isCheck(value) && (value.kind !== 'call' || !fn.hasHead || fn.returns.includes('*') || fn.returns === '');

  const leave = (node: Extract<CfgNode, { kind: 'return' }>, state: State): void => {
    const value = node.value;
    if (!value) {
      emit('return', state, node.at, ANY);
      return;
    }
    const called = value.kind === 'call' ? value : assignedJustBefore(cfg, node);
    const call = called !== site.call ? called : undefined;
    for (const { state: s, mask } of evaluate(value, state)) {
      if (s.status === 'held' && site.acquire.handle.kind !== 'arg' && hands(value) && hasHome(value, s)) {
        emit('handed', s, node.at, mask);
        continue;
      }
      const tail =
        call && mask === ANY && !/^(ERR_PTR|PTR_ERR|dev_err_probe|PTR_ERR_OR_ZERO)$/.test(call.callee)
          ? call.callee
          : undefined;
      emit('return', s, node.at, mask, tail);
    }
  };

  const step = (node: CfgNode, state: State): void => {
    switch (node.kind) {
      case 'step':
        discarded = node.expr.kind === 'call' ? node.expr : undefined;
        for (const { state: s } of evaluate(node.expr, state)) enqueue(node.next, s);
        return;
      case 'declare': {
        const { stmt } = node;
        if (stmt.cleanup !== undefined && site.result === stmt.name) return;
        if (!stmt.init) {
          enqueue(node.next, forget(state, stmt.name));
          return;
        }
        for (const { state: s, mask } of evaluate(stmt.init, state)) {
          for (const v of assigned(stmt.name, stmt.init, s, mask, stmt.at)) enqueue(node.next, v.state);
        }
        return;
      }
      case 'branch': {
        const yes = assume(node.cond, state, true);
        const no = assume(node.cond, state, false);
        for (const s of yes) enqueue(node.yes, decided(s, node, node.otherwise, no.length > 0));
        for (const s of no) enqueue(node.no, decided(s, node, node.guarded, yes.length > 0));
        return;
      }
      case 'loop': {
        enterLoop(node, state);
        return;
      }
      case 'fork': {
        const states = node.value ? evaluate(node.value, state).map((v) => v.state) : [state];
        for (const s of states) for (const target of node.targets) enqueue(target, s);
        return;
      }
      case 'goto': {
        enqueue(node.next, state.status === 'idle' ? state : { ...state, jump: node.at });
        return;
      }
      case 'join': {
        enqueue(node.next, state);
        return;
      }
      case 'gap':
        if (state.status === 'idle') {
          enqueue(node.next, { ...state, facts: new Map() });
          return;
        }
        if (state.status === 'held') enqueue(node.next, { ...state, facts: new Map(), gap: true });
        return;
      case 'return': {
        leave(node, state);
        return;
      }
      case 'lost': {
        emit('lost', state, node.at, NEGATIVE);
        return;
      }
      case 'end':
        if (node.known || unseenEnd) emit('end', node.known ? state : { ...state, gap: true }, node.at, ANY);
        return;
    }
  };

  /** A release that only the other branch has is taken to be guarded by the condition under which there is something to release. */
  const decided = (
    state: State,
    node: Extract<CfgNode, { kind: 'branch' }>,
    other: readonly Stmt[],
    open: boolean,
  ): State => {
    if (state.status !== 'held') return state;
    const next = { ...state, branch: node.at };
    if (!open || other.length === 0 || !releasesFallingThrough(other, heldOf(state), scope)) return next;
    return { ...next, status: 'released', release: node.at };
  };

  /** An iteration macro assigns its own variables: what was known of them ends. */
  const rebind = (loop: Loop, state: State): State => {
    if (loop.form !== 'each') return state;
    return loop.args.reduce(
      (s, arg) => (arg.kind === 'path' && isVariable(arg.path) && !isHome(s, arg.path) ? forget(s, arg.path) : s),
      state,
    );
  };

  const enterLoop = (node: Extract<CfgNode, { kind: 'loop' }>, state: State): void => {
    const mine = site.loop === node.loop;
    if (mine) {
      if (state.status !== 'idle') return;
      enqueue(node.done, state);
      enqueue(node.body, learn(acquired(state), site.resource, POSITIVE));
      return;
    }
    const inside = site.call !== undefined && withinLoop(node.loop, site.call);
    const releases = state.status === 'held' && !inside && releasesFallingThrough(node.loop.body, heldOf(state), scope);
    const partly =
      state.status === 'held' &&
      inside &&
      site.homes.some((home) => home.includes('[]')) &&
      releasesSomewhere([], heldOf(state), scope);
    const next: State = releases || partly ? { ...state, status: 'released', release: node.at } : state;
    enqueue(node.body, rebind(node.loop, next));
    if (node.done >= 0) enqueue(node.done, rebind(node.loop, next));
  };

  enqueue(cfg.entry, {
    status: 'idle',
    homes: [],
    stored: false,
    facts: new Map(),
    gap: false,
    passed: false,
    branch: -1,
    jump: -1,
    release: -1,
  });
  while (queue.length > 0) {
    if (--budget < 0) return { exits: [], spent: true };
    const [node, state] = queue.pop()!;
    step(cfg.nodes[node]!, state);
  }
  return { exits, spent: false };
}

/** Whether what is stored at a path is still reachable when the function has returned. */
export function outlives(path: string, scope: Scope): boolean {
  const variable = base(path);
  if (variable === '') return true;
  if (isVariable(path)) return !scope.aliases.isLocal(variable) && !scope.aliases.isParam(variable);
  return !(scope.aliases.isLocal(variable) && scope.aliases.isValue(variable));
}

function keyOf(state: State, returned: readonly string[]): string {
  const values = returned.map((name) => state.facts.get(name) ?? ANY).join('');
  return `${state.status}|${state.homes.join(',')}|${state.gap ? 1 : 0}${state.passed ? 1 : 0}|${state.jump}|${values}`;
}

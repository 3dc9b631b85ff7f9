import type { Call, CFunction, Expr, Loop, Stmt } from '../../types.js';
import { spend } from '../../work.js';
import { base, isVariable } from '../access-path.js';
import type { CfgNode } from '../cfg.js';
import { callsOf } from '../expr.js';
import { nameSays } from '../names.js';
import type { Scope } from '../scope.js';
import { givesBack, registeredReleases } from '../registered.js';
import type { Site } from '../site.js';
import { leaveUnfollowed } from '../view.js';
import { acquired } from './calls.js';
import { makeWalk, TooManyStates } from './evaluate.js';
import type { Exit, Ways } from './exit.js';
import { ANY, NEGATIVE, POSITIVE, ZERO, type Mask } from './mask.js';
import { isHandedOver } from './handed.js';
import { liveFacts, optionFact } from './live.js';
import { leadingTo, nodesOf } from './reach.js';
import { assignedJustBefore, returnedVariables, withinLoop } from './returns.js';
import { NO_GAPS, START, forget, hasHome, isHome, keyOf, learn, outlives, type State } from './state.js';
import { mergeFacts } from './values.js';

/** What functions call the variable that tells how it went. */
const STATUS: readonly string[] = ['ret', 'err', 'error', 'rc', 'retval', 'status', 'rv'];

/** Transitions one site may cost; measured: the median function needs fewer than 200. */
const BUDGET = 6000;
/** What a transition takes off the work of the mail. */
const STEP = 100;

/**
 * Follows one acquired resource along all paths of a function, and tells how each way out leaves it. Path facts are value classes of
 * variables; states that agree on the resource and on the return value are merged.
 */
export function followSite(fn: CFunction, site: Site, scope: Scope): Ways {
  let ways = followed.get(site);
  if (!ways) followed.set(site, (ways = tryFollow(fn, site, scope)));
  if (ways.spent) leaveUnfollowed(scope.seen, site.at, scope.view);
  return ways;
}

const NOTHING: Ways = { exits: [], unseen: [], heldBehind: new Set(), spent: false };

/** Several checks ask for the ways of one site. */
const followed = new WeakMap<Site, Ways>();

function tryFollow(fn: CFunction, site: Site, scope: Scope): Ways {
  try {
    const innocent = new Set<string>();
    const ways = follow(fn, site, scope, innocent);
    return innocent.size > 0 ? follow(fn, site, scope, innocent) : ways;
  } catch (error) {
    if (!(error instanceof TooManyStates)) throw error;
    return { ...NOTHING, spent: true };
  }
}

function follow(fn: CFunction, site: Site, scope: Scope, innocent: Set<string>): Ways {
  const isManaged = registeredReleases(scope.seen, scope.view).some(
    (one) => one.at < site.at && givesBack(one, site, site.homes),
  );
  if (isManaged) return NOTHING;
  const { cfg } = scope.view.derive(fn);
  const { aliases } = scope;
  const { infallible } = scope.view.catalogue;
  const returned = returnedVariables(fn);
  const exits: Exit[] = [];
  const unseen: Exit[] = [];
  const heldBehind = new Set<number>();
  const exitKeys = new Set<string>();
  const seen: (Map<number, State> | undefined)[] = cfg.nodes.map(() => undefined);
  const leads = leadingTo(cfg, site);
  const hidden = cfg.nodes.some((node) => node.kind === 'lost');
  const live = liveFacts(cfg, scope, hidden ? [...returned, ...STATUS] : returned);
  const queue: [number, State][] = [];
  let budget = BUDGET;

  const emit = (kind: Exit['kind'], state: State, at: number, value: Mask, tailCall?: string): void => {
    if (state.status === 'idle') return;
    const key = [kind, state.status, at, state.jump, value, state.stored, state.gap, state.passed].join('|');
    if (exitKeys.has(key)) return;
    exitKeys.add(key);
    const { status, jump, branch, release, homes, stored, gap, crossed, unwinding, passed } = state;
    const exit: Exit = {
      kind,
      status,
      at,
      jump,
      branch,
      release,
      value,
      homes,
      stored,
      gap,
      crossed,
      unwinding,
      passed,
      tailCall,
    };
    (kind === 'unseen' ? unseen : exits).push(exit);
  };

  const walk = makeWalk(site, scope, innocent, (state, at) => {
    emit('overwrite', state, at, ANY);
  });

  const enqueue = (node: number, given: State): void => {
    if (node < 0) return;
    // A way that can no longer come to the acquire ends as it is, idle, which is nothing to tell.
    if (given.status === 'idle' && !leads[node]) return;
    if (given.crossed.length > 0 && showsHeld(given)) for (const gap of given.crossed) heldBehind.add(gap);
    const facts = live(node, given.facts);
    const state = facts === given.facts ? given : { ...given, facts };
    const slot = (seen[node] ??= new Map<number, State>());
    const key = keyOf(state, returned, walk.known.numberOf(state.homes));
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

  const leave = (node: Extract<CfgNode, { kind: 'return' }>, state: State): void => {
    const value = node.value;
    if (!value) {
      emit('return', state, node.at, ANY);
      return;
    }
    const called = value.kind === 'call' ? [value] : assignedJustBefore(cfg, node);
    // What failed before the acquire did not keep it from being made.
    const call = called.find((one) => one !== site.call && one.at >= site.at);
    for (const { state: s, mask } of walk.evaluate(value, state)) {
      if (s.status === 'held' && isHandedOver(value, s, site, scope)) {
        emit('handed', s, node.at, mask);
        continue;
      }
      const tail =
        call &&
        mask === ANY &&
        !infallible.has(call.callee) &&
        !/^(ERR_PTR|PTR_ERR|dev_err_probe|PTR_ERR_OR_ZERO)$/.test(call.callee) &&
        !isView(call)
          ? call.callee
          : undefined;
      const failed = mask === ANY && s.gap !== 'none' && tail === undefined && isEarlyStatus(value, node.at);
      emit('return', s, node.at, failed ? NEGATIVE : mask, tail);
    }
  };

  /** `if (…) return ret;` behind unseen code, in a function that goes on: the status says that something has failed. */
  const isEarlyStatus = (value: Expr, at: number): boolean =>
    value.kind === 'path' &&
    STATUS.includes(value.path) &&
    !fn.body.some((stmt) => stmt.kind === 'return' && stmt.at === at) &&
    !fn.returns.includes('*');

  /** `return pfn_to_page(pfn);` gives another view of something that is there. */
  const isView = ({ callee }: Call): boolean =>
    fn.returns.includes('*') && nameSays(scope.view.catalogue.words.view, callee);

  const step = (number: number, state: State): void => {
    const node = cfg.nodes[number]!;
    switch (node.kind) {
      case 'step':
        walk.discarded = node.expr.kind === 'call' ? node.expr : undefined;
        for (const { state: s } of walk.evaluate(node.expr, state)) enqueue(node.next, s);
        return;
      case 'declare':
        declare(node, state);
        return;
      case 'branch': {
        const yes = walk.assume(node.cond, state, true);
        const no = walk.assume(node.cond, state, false);
        for (const s of yes) enqueue(node.yes, decided(s, node, node.otherwise, no.length > 0));
        for (const s of no) enqueue(node.no, decided(s, node, node.guarded, yes.length > 0));
        return;
      }
      case 'loop':
        enterLoop(node, state);
        return;
      case 'fork': {
        const states = node.value ? walk.evaluate(node.value, state).map((v) => v.state) : [state];
        const done = state.status === 'held' && site.call ? node.cases.findIndex(isSiteIn) : -1;
        node.targets.forEach((target, i) => {
          if (i <= done) return;
          for (const s of states) for (const one of chosen(s, node.option, i)) enqueue(target, one);
        });
        return;
      }
      case 'goto':
        enqueue(
          node.next,
          state.status === 'idle' ? state : { ...state, jump: node.at, unwinding: node.label !== 'break' },
        );
        return;
      case 'join':
        enqueue(node.next, state);
        return;
      case 'gap':
        emit('unseen', state, node.at, ANY);
        if (state.status !== 'released')
          enqueue(node.next, {
            ...state,
            facts: lastingFacts(state),
            gap: state.status === 'held' ? 'crossed' : 'none',
            crossed: state.status === 'held' ? crossing(state.crossed, number) : NO_GAPS,
          });
        return;
      case 'return':
        leave(node, state);
        return;
      case 'lost':
        emit(hasSucceeded(state) ? 'unseen' : 'lost', state, node.at, NEGATIVE);
        return;
      case 'end':
        emit(node.known ? 'end' : 'unseen', state, node.at, ANY);
        return;
    }
  };

  const crossing = (before: readonly number[], gap: number): readonly number[] =>
    before.includes(gap) ? before : [...before, gap];

  const isSiteIn = (body: readonly Stmt[]): boolean => site.call !== undefined && callsOf(body).includes(site.call);

  /** What an option decides once, it decides everywhere in the function: its name is a fact like that of a variable. */
  const chosen = (state: State, option: string, branch: number): readonly State[] => {
    if (option === '') return [state];
    const isSet = (branch === 0) !== option.startsWith('!');
    const name = optionFact(option);
    const mask = isSet ? POSITIVE : ZERO;
    return ((state.facts.get(name) ?? ANY) & mask) === 0 ? [] : [learn(state, name, mask, aliases)];
  };

  /** Of the handle, as long as it is held, and of what callers pass in, unseen code is taken to change nothing. */
  const lastingFacts = (state: State): ReadonlyMap<string, Mask> =>
    new Map([...state.facts].filter(([key]) => state.homes.includes(key) || isPassedIn(key)));

  /** The status that the function keeps says that nothing has failed: a goto that ends the straight way. */
  const hasSucceeded = (state: State): boolean => STATUS.some((name) => state.facts.get(name) === ZERO);

  /** The variable that gets the resource gives it back when the scope ends. */
  let isManagedHere = false as boolean;

  const isPassedIn = (key: string): boolean => !isVariable(key) && aliases.isParam(base(key));

  /** The call's result goes to the variable, or the call stores the resource through its address. */
  const isKeptIn = (variable: string): boolean =>
    site.result === variable || (site.acquire.handle.kind === 'out' && site.homes[0] === variable);

  const declare = (node: Extract<CfgNode, { kind: 'declare' }>, state: State): void => {
    const { stmt } = node;
    if (stmt.cleanup !== undefined && isKeptIn(stmt.name)) {
      isManagedHere = true;
      return;
    }
    if (!stmt.init) {
      enqueue(node.next, forget(state, stmt.name, aliases));
      return;
    }
    for (const { state: s, mask } of walk.evaluate(stmt.init, state)) {
      for (const v of walk.assigned(stmt.name, stmt.init, s, mask, stmt.at)) enqueue(node.next, v.state);
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
    if (!open || other.length === 0 || !walk.known.releases(other, state)) return next;
    return { ...next, status: 'released', release: -1 };
  };

  const enterLoop = (node: Extract<CfgNode, { kind: 'loop' }>, state: State): void => {
    if (site.loop === node.loop) {
      if (state.status !== 'idle') return;
      enqueue(node.done, state);
      enqueue(node.body, learn(acquired(state, walk), site.resource, POSITIVE, aliases));
      return;
    }
    const inside = site.call !== undefined && withinLoop(node.loop, site.call);
    const releases = state.status === 'held' && !inside && walk.known.givesUp(node.loop.body, state);
    const given: State = releases ? { ...state, status: 'released', release: node.at } : state;
    const next =
      !inside && given.status === 'held' && isKeptByRounds(node.loop, given) ? { ...given, stored: true } : given;
    enqueue(node.body, rebind(node.loop, next));
    if (node.done >= 0) enqueue(node.done, rebind(node.loop, next));
  };

  /** `for (i = 0; i < n; i++) group[i].workers = workers + i;`: a loop that has nothing to go over is taken to have nothing to keep. */
  const isKeptByRounds = (loop: Loop, state: State): boolean =>
    loop.body.some(
      (stmt) =>
        stmt.kind === 'expr' &&
        stmt.expr.kind === 'assign' &&
        stmt.expr.left.kind === 'path' &&
        !isVariable(stmt.expr.left.path) &&
        (stmt.expr.right.kind === 'binary' || stmt.expr.right.kind === 'path') &&
        outlives(aliases.resolve(stmt.expr.left.path), scope) &&
        hasHome(stmt.expr.right, state, aliases),
    );

  /** An iteration macro assigns its own variables: what was known of them ends. */
  const rebind = (loop: Loop, state: State): State => {
    if (loop.form !== 'each') return state;
    return loop.args.reduce(
      (s, arg) =>
        arg.kind === 'path' && isVariable(arg.path) && !isHome(s, arg.path, aliases) ? forget(s, arg.path, aliases) : s,
      state,
    );
  };

  const run = (): boolean => {
    while (queue.length > 0) {
      spend(STEP * (1 + queue.at(-1)![1].facts.size));
      if (--budget < 0) return false;
      const [node, state] = queue.pop()!;
      step(node, state);
    }
    return true;
  };
  enqueue(cfg.entry, START);
  if (!run()) return { ...NOTHING, spent: true };
  if (isManagedHere || nodesOf(cfg, site).some((node) => seen[node]))
    return { exits, unseen, heldBehind, spent: false };
  // All that is in view leaves before the acquire: only unseen code leads there.
  cfg.nodes.forEach((node, i) => {
    if (node.kind === 'gap' && !seen[i]) enqueue(i, START);
  });
  return run() ? { exits, unseen, heldBehind, spent: false } : { ...NOTHING, spent: true };
}

/** A line behind unseen code has used the resource or given it back. */
function showsHeld({ status, gap, release }: State): boolean {
  return status === 'released' ? release >= 0 : status === 'held' && gap === 'alive';
}

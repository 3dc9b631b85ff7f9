import type { Call, Expr } from '../../types.js';
import { base, contains, isVariable } from '../access-path.js';
import { argPath } from '../scope.js';
import { nameSays } from '../names.js';
import { isVoid } from '../return-type.js';
import { isOpposite } from '../toggle.js';
import { ANY, NEGATIVE, POSITIVE, ZERO, failureMask, successMask, type Mask } from './mask.js';
import { NO_GAPS, driverData, factOf, forget, hasHome, isHome, learn, outlives, type State } from './state.js';
import type { Valued, Walk } from './evaluation.js';

/** The states after the acquiring call: one in which it has succeeded and, where it can fail, one in which it has not. */
export function acquireCall(state: State, walk: Walk): Valued[] {
  const { acquire, homes } = walk.site;
  if (state.restores) return [{ state, mask: ANY }];
  const again = state.status === 'held';
  if (again && isDroppedAnew(state, walk)) walk.overwritten(state, walk.site.at);
  const fail = failureMask(acquire.failure);
  // Status codes: callers test them with `if (ret)`, whatever the few positive ones mean.
  const isStatus = acquire.failure === 'negative' && acquire.handle.kind !== 'return';
  const success = isStatus ? ZERO : givesOut(walk) & successMask(acquire.failure);
  const held = acquire.onlyOnFailure ? state : acquired(state, walk);
  // `dev_hold(dev)`: nobody counts up what is not there.
  const isCount = acquire.handle.kind === 'arg' && acquire.counted;
  const given = acquire.handle.kind === 'out' || isCount ? homes.slice(0, 1) : acquire.inner.length > 0 ? homes : [];
  const told = acquire.onlyOnFailure || !isPointer(walk) ? [] : given;
  const known = told.reduce((s, home) => learn(s, home, POSITIVE, walk.aliases), held);
  const out: Valued[] = [{ state: known, mask: success }];
  if (fail === 0) return out;
  const array = again && homes.every((home) => home.includes('[]'));
  if (acquire.keptOnFailure || acquire.onlyOnFailure) out.push({ state: acquired(state, walk), mask: fail });
  else if (array || state.status === 'idle') out.push({ state, mask: fail });
  return out;
}

/** A table that was asked for numbers from 1 on gives out none that is 0. */
function givesOut({ site: { call }, scope }: Walk): Mask {
  const lowest = scope.view.catalogue.acquires.get(call?.callee ?? '')?.lowest;
  const first = lowest === undefined ? undefined : call?.args[lowest];
  return first?.kind === 'number' && first.value > 0 ? NEGATIVE | POSITIVE : ANY;
}

/** What the call stores is not NULL where it has succeeded. */
function isPointer({ site: { acquire }, scope }: Walk): boolean {
  if (acquire.handle.kind === 'out' || (acquire.handle.kind === 'arg' && acquire.counted)) return true;
  const { acquires } = scope.view.catalogue;
  return acquire.inner.every((one) => acquires.get(one.api)?.handle.kind === 'return');
}

/** The next round of a loop assigns the one variable that has the handle of the round before, which nobody else was given. */
function isDroppedAnew(state: State, { site, aliases }: Walk): boolean {
  const [home = '', ...others] = state.homes;
  // `np = of_get_next_parent(np)` is given the one before.
  if (site.call?.args.some((arg) => hasHome(arg, state, aliases)) === true) return false;
  if (site.acquire.handle.kind !== 'return' || others.length > 0 || home !== site.result) return false;
  return isVariable(home) && aliases.isLocal(home) && !state.passed && !state.stored && state.gap === 'none';
}

/** The state right after the resource was acquired. */
export function acquired(state: State, walk: Walk): State {
  const { homes } = walk.site;
  const given = walk.site.acquire.handle.kind !== 'return' && homes.some((home) => walk.aliases.isParam(base(home)));
  const stored = given || homes.some((home) => outlives(home, walk.scope));
  return {
    ...state,
    status: 'held',
    homes,
    stored,
    kin: [],
    gap: 'none',
    crossed: NO_GAPS,
    unwinding: false,
    counted: true,
    passed: false,
    suspects: [],
    branch: -1,
    jump: -1,
    release: -1,
  };
}

/** The states after any other call, its arguments evaluated. */
export function callResult(call: Call, before: State, walk: Walk): Valued[] {
  const { aliases, scope } = walk;
  let state = before;
  for (const arg of call.args)
    if (arg.kind === 'address' && isVariable(arg.path)) state = forget(state, arg.path, aliases);
  const mask = valueOfCall(call, state, walk);
  if (state.status === 'idle')
    return [{ state: restoresLater(call, state, walk) ? { ...state, restores: true } : state, mask }];
  if (state.status !== 'held') return [{ state: suspected(call, state, walk), mask }];
  const { stores, frees } = scope.view.catalogue;
  if (stores.has(call.callee) && call.args[1] && hasHome(call.args[1], state, aliases))
    return [{ state: leftWithDevice(call, state, walk), mask }];
  switch (walk.known.effect(call, state)) {
    case 'release':
      return [{ state: { ...state, status: 'released', release: call.at }, mask }];
    case 'may-release':
      if (walk.innocent.has(call.callee)) return [{ state: { ...used(state), passed: true }, mask }];
      return [{ state: { ...state, status: 'released', release: -1, suspects: [call.callee] }, mask }];
    case 'transfer':
      return [];
    case 'takeover':
      if (call === walk.discarded) return [];
      return [{ state: { ...state, passed: true }, mask: mask & failing(call, walk) }].filter((v) => v.mask !== 0);
    case 'transfer-on-success':
      return [{ state: { ...state, passed: true }, mask: mask & (NEGATIVE | ZERO) & failing(call, walk) }].filter(
        (v) => v.mask !== 0,
      );
    case 'gone-on-failure':
      return [{ state: { ...used(state), passed: true }, mask: mask & ZERO }].filter((v) => v.mask !== 0);
    case 'kept':
      return [{ state: { ...used(state), stored: true, passed: true }, mask }];
    case 'passed':
      return [{ state: { ...used(state), passed: true }, mask }];
    case 'read':
      return [{ state: used(state), mask }];
    case 'none':
      if (state.kin.length > 0 && givesUpKin(call, state, walk))
        return [{ state: { ...state, status: 'released', release: -1 }, mask }];
      return [{ state: frees.has(call.callee) ? orphaned(call.args[0], state, walk) : state, mask }];
  }
}

/** `dev_set_drvdata(dev, foo)`: who has the device can get at the object. */
function leftWithDevice(call: Call, state: State, { aliases, known }: Walk): State {
  const device = argPath(call.args[0]!, aliases);
  const isObject = state.homes.every(isVariable);
  const homes = device === undefined || !isObject ? state.homes : known.homes([...state.homes, driverData(device)]);
  return { ...state, homes, stored: true };
}

/** A function of the driver's own that by its name releases is given what was made of the resource: it may release both. */
function givesUpKin(call: Call, state: State, { aliases, scope }: Walk): boolean {
  const { catalogue } = scope.view;
  if (catalogue.releases.has(call.callee) || !nameSays(catalogue.words.release, call.callee)) return false;
  return call.args.some((arg) => state.kin.includes(argPath(arg, aliases) ?? ''));
}

/** Who releases a resource after calls that may have released it shows that those do not. A count may be dropped twice. */
function suspected(call: Call, state: State, { site, known, innocent }: Walk): State {
  if (state.suspects.length === 0 || site.acquire.counted) return state;
  const effect = known.effect(call, state);
  if (effect === 'may-release') return { ...state, suspects: [...state.suspects, call.callee] };
  if (effect !== 'release') return state;
  for (const suspect of state.suspects) innocent.add(suspect);
  return { ...state, suspects: [] };
}

/** The object that the site switches on is switched off first: a reset, or a state that is left for a while. */
function restoresLater(call: Call, state: State, { site, aliases }: Walk): boolean {
  if (state.restores || site.acquire.handle.kind !== 'arg') return false;
  return site.acquire.releases.some((release) => {
    if (release.name !== call.callee || isOpposite(release, call)) return false;
    const whole = release.arg === undefined;
    const args = whole ? call.args : call.args.slice(release.arg, release.arg + 1);
    return args.some((arg) => {
      const path = argPath(arg, aliases) ?? '';
      return site.homes.some((home) => home === path || (whole && contains(path, home)));
    });
  });
}

/** A line that uses a resource shows that it was not given back in the unseen code before; whether something is switched on it does not show. */
export function used(state: State): State {
  return state.gap === 'crossed' ? { ...state, gap: 'alive' } : state;
}

/** When the memory of the object is freed that alone held the resource, nobody can reach the resource any more. */
function orphaned(arg: Expr | undefined, state: State, walk: Walk): State {
  if (arg?.kind !== 'path') return state;
  const freed = walk.aliases.resolve(arg.path);
  const isGone = (home: string): boolean => home !== freed && contains(freed, home);
  // A variable of the function itself is of no use to anybody behind it.
  const isOwn = (home: string): boolean => isVariable(home) && home !== freed && walk.aliases.isLocal(home);
  const inside = state.homes.some(isGone) && state.homes.every((home) => isGone(home) || isOwn(home));
  return inside ? { ...state, stored: false, passed: false } : state;
}

/** Classes of the value that a call returns when it fails, as far as its return type is known; ints by default. */
function failing(call: Call, walk: Walk): Mask {
  const callee = walk.scope.view.find(call.callee, walk.scope.seen.cfile);
  return callee && isVoid(callee.fn.returns) ? 0 : NEGATIVE;
}

function isTestOfMapping(call: Call, state: State, { site, aliases }: Walk): boolean {
  if (site.acquire.failure !== 'mapping-error' || !call.callee.endsWith('mapping_error')) return false;
  return call.args.some((arg) => arg.kind === 'path' && isHome(state, arg.path, aliases));
}

function valueOfCall(call: Call, state: State, walk: Walk): Mask {
  const arg = call.args[0];
  const inner =
    arg?.kind === 'path'
      ? factOf(state, arg.path, walk.aliases)
      : arg?.kind === 'unary'
        ? (walk.evaluate(arg, state)[0]?.mask ?? ANY)
        : ANY;
  const { contents, empties } = walk.scope.view.catalogue;
  if (contents.has(call.callee)) return inner;
  if (empties.has(call.callee)) return (inner & ZERO ? POSITIVE : 0) | (inner & ~ZERO ? ZERO : 0);
  switch (call.callee) {
    case 'IS_ERR':
      return (inner & NEGATIVE ? POSITIVE : 0) | (inner & ~NEGATIVE ? ZERO : 0);
    case 'ERR_PTR':
    case 'ERR_CAST':
      return inner === ANY ? NEGATIVE | ZERO : (inner & ~ZERO ? NEGATIVE : 0) | (inner & ZERO);
    case 'PTR_ERR':
      return inner === ANY ? NEGATIVE | ZERO : inner;
    case 'PTR_ERR_OR_ZERO':
      return (inner & NEGATIVE) | (inner & ~NEGATIVE ? ZERO : 0);
    case 'dev_err_probe':
      return NEGATIVE;
    default:
      if (walk.scope.view.catalogue.nonNull.has(call.callee)) return POSITIVE;
      // What was mapped passes the test for errors.
      return isTestOfMapping(call, state, walk) ? ZERO : ANY;
  }
}

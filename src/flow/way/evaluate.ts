import type { Expr } from '../../types.js';
import { base, contains, isOtherElement, isVariable, plain } from '../access-path.js';
import { isAskedFor } from '../by-other-name.js';
import { argPath, type Scope } from '../scope.js';
import { givesBack, registeredBy } from '../registered.js';
import type { Site } from '../site.js';
import { acquireCall, callResult, used } from './calls.js';
import type { Valued, Walk } from './evaluation.js';
import { isInFlight } from './in-flight.js';
import { assignmentsOf } from './assignments.js';
import { asksForError, conditionsOf } from './conditions.js';
import { knownOf } from './known.js';
import { ANY, NEGATIVE, POSITIVE, ZERO, compareMask, maskOf, type Mask } from './mask.js';
import { factOf, forget, forgetElements, hasHome, isHome, learn, outlives, type State } from './state.js';
import { assignedValue, codeOf, complement, constantOf, negate } from './values.js';

/** States that one expression may split a state into; each `&&` in an argument doubles them. */
const MOST_STATES = 256;

/** The home of what nobody has a pointer to. */
const LOST = '()';

/** An expression decides more than can be followed. */
export class TooManyStates extends Error {}

/** Builds the evaluation for one site; `overwritten` is told where the only handle is assigned anew. */
export function makeWalk(
  site: Site,
  scope: Scope,
  innocent: Set<string>,
  overwritten: (state: State, at: number) => void,
): Walk {
  const { aliases } = scope;
  const known = knownOf(site, scope);
  const asks = conditionsOf(site, scope);
  const says = assignmentsOf(site, scope);

  const evaluate = (expr: Expr, state: State): Valued[] => {
    switch (expr.kind) {
      case 'number':
        return [{ state, mask: maskOf(expr.value) }];
      case 'path':
        return [{ state: touch(expr.path, state), mask: factOf(state, expr.path, aliases) }];
      case 'address':
      case 'string':
        return [{ state, mask: POSITIVE }];
      case 'call':
        return through(expr.args, state).flatMap((s) =>
          expr === site.call ? acquireCall(s, walk) : callResult(expr, s, walk),
        );
      case 'assign':
        return assign(expr, state);
      case 'unary':
        return unary(expr, state);
      case 'ternary': {
        const yes = assume(expr.cond, state, true).flatMap((s) => evaluate(expr.then, s));
        const no = assume(expr.cond, state, false).flatMap((s) => evaluate(expr.else, s));
        return [...yes, ...no];
      }
      case 'binary': {
        if (expr.op !== '&&' && expr.op !== '||' && compareMask(expr.op, 0) === undefined)
          return through([expr.left, expr.right], state).map((s) => ({ state: s, mask: ANY }));
        return [
          ...assume(expr, state, true).map((s) => ({ state: s, mask: POSITIVE })),
          ...assume(expr, state, false).map((s) => ({ state: s, mask: ZERO })),
        ];
      }
      case 'update': {
        const path = expr.arg.kind === 'path' ? expr.arg.path : undefined;
        return through([expr.arg], state).map((s) => ({
          state: path === undefined ? s : forgetElements(stepped(path, expr.op, s)),
          mask: ANY,
        }));
      }
      case 'block': {
        let states = [state];
        for (const stmt of expr.body) {
          const inner = stmt.kind === 'expr' ? stmt.expr : stmt.kind === 'declare' ? stmt.init : undefined;
          if (inner) states = states.flatMap((s) => evaluate(inner, s).map((v) => v.state));
        }
        return states.map((s) => ({ state: s, mask: ANY }));
      }
      case 'other': {
        const states = through(expr.parts, state);
        const escaped = expr.parts.some((part) => part.kind === 'path' && isHome(state, part.path, aliases));
        return states.map((s) => ({ state: escaped && expr.what !== 'comma' ? { ...s, passed: true } : s, mask: ANY }));
      }
    }
  };

  /** What was counted up from 0 is not 0. */
  const stepped = (path: string, op: string, state: State): State => {
    const before = factOf(state, path, aliases);
    const next = forget(state, path, aliases);
    return op === '++' && (before & NEGATIVE) === 0 ? learn(next, path, POSITIVE, aliases) : next;
  };

  /** A part of the resource is read or written: it is still there. */
  const touch = (path: string, state: State): State => {
    if (state.gap !== 'crossed' || state.status !== 'held' || site.acquire.handle.kind !== 'return') return state;
    const place = aliases.resolve(path);
    return state.homes.some((home) => home !== place && contains(home, place)) ? used(state) : state;
  };

  const through = (exprs: readonly Expr[], state: State): State[] => {
    let states = [state];
    for (const expr of exprs) {
      if (expr.kind === 'number' || expr.kind === 'address' || expr.kind === 'string') continue;
      const next: State[] = [];
      for (const one of states) for (const valued of evaluate(expr, one)) next.push(valued.state);
      if (next.length > MOST_STATES) throw new TooManyStates();
      states = next;
    }
    return states;
  };

  const unary = (expr: Extract<Expr, { kind: 'unary' }>, state: State): Valued[] => {
    if (expr.op === '-' && expr.arg.kind === 'path' && /^E[A-Z0-9]+$/.test(expr.arg.path))
      return [{ state, mask: NEGATIVE }];
    return evaluate(expr.arg, state).map(({ state: s, mask }) => {
      if (expr.op === '!') return { state: s, mask: (mask & ZERO ? POSITIVE : 0) | (mask & ~ZERO ? ZERO : 0) };
      return { state: s, mask: expr.op === '-' ? negate(mask) : ANY };
    });
  };

  const assign = (expr: Extract<Expr, { kind: 'assign' }>, state: State): Valued[] => {
    const left = expr.left.kind === 'path' ? expr.left.path : undefined;
    return evaluate(expr.right, state).flatMap(({ state: s, mask }) => {
      if (left === undefined) return isHandedOn(expr, s) ? [] : [{ state: s, mask }];
      const registered = s.status === 'held' ? registeredBy(expr, scope.seen, scope.view) : undefined;
      if (registered && givesBack(registered, site, s.homes)) return [];
      // Whatever `kctl->private_free = f` runs, it is there to release what `kctl` was made with.
      if (s.status === 'held' && says.isOwnersCallback(left, expr.right) && says.isKin(base(left), s)) return [];
      // `sb->s_root = root`: from then on the owner of `sb` tears down what hangs on it, also where this function fails.
      if (says.isAdopted(left, s)) return [];
      if (expr.op !== '=') return [{ state: forget(s, left, aliases), mask: ANY }];
      const counter = /\[(\w+)\+\+\]/.exec(left)?.[1];
      const counted = counter === undefined ? s : stepped(counter, '++', s);
      return assigned(left, expr.right, touch(left, counted), mask, expr.at);
    });
  };

  /** `sg_dma_address(sg) = addr`, `skb_shinfo(head)->frag_list = skb`: whoever a call or a macro leads to has the handle now. */
  const isHandedOn = ({ right }: Extract<Expr, { kind: 'assign' }>, state: State): boolean =>
    state.status === 'held' && hasHome(right, state, aliases);

  const assigned = (left: string, right: Expr, state: State, mask: Mask, at: number): Valued[] => {
    const place = aliases.resolve(left);
    const learnt = learn(forget(state, left, aliases), left, mask, aliases);
    const isRecounted = site.acquire.handle.kind !== 'return' && place === site.result && right !== site.call;
    const next = isRecounted ? { ...learnt, counted: false } : learnt;
    if (state.status !== 'held' || right === site.call) return [{ state: next, mask }];
    const value = assignedValue(right);
    const source = value.kind === 'path' || value.kind === 'address' ? argPath(value, aliases) : undefined;
    const stores =
      source !== undefined &&
      state.homes.some(
        (home) =>
          home === plain(source) || ((value.kind === 'address' || says.isFilled(home)) && contains(home, source)),
      );
    if (stores) {
      if (state.homes.some((home) => contains(home, place))) return [{ state: next, mask }];
      if (!isVariable(place) && says.wasHandle(base(place))) return [];
      const stored = next.stored || outlives(place, scope);
      const filled = state.homes.some((home) => home !== plain(source) && says.isFilled(home));
      const told = filled ? learn(next, left, POSITIVE, aliases) : next;
      return [{ state: { ...used(told), homes: known.homes([...told.homes, place]), stored }, mask }];
    }
    // `entry->irq = map.index`: what a struct that a call returned by value says is kept.
    const isCopied = (home: string): boolean =>
      isVariable(home) && aliases.isValue(home) && source !== undefined && home !== source && contains(home, source);
    if (state.homes.some(isCopied) && outlives(place, scope)) return [{ state: { ...used(next), stored: true }, mask }];
    if (says.isDerived(right) && hasHome(right, state, aliases) && outlives(place, scope))
      return [{ state: { ...used(next), stored: true }, mask }];
    // `foo->bar = held->bar`: a part that its owner keeps may well be how it gets back to the whole.
    const isPartKept =
      value.kind === 'path' &&
      source !== undefined &&
      state.homes.some((home) => isVariable(home) && home !== source && contains(home, source));
    if (isPartKept && site.acquire.counted && outlives(place, scope))
      return [{ state: { ...used(next), passed: true }, mask }];
    if (says.isReferenceToPart(right, state) && outlives(place, scope))
      return [{ state: { ...used(next), stored: true }, mask }];
    const within = value.kind === 'path' && source !== undefined ? says.ownedThrough(source, place, state) : [];
    if (within.length > 0) {
      // `map = local`: all of a struct is copied, with what is in it.
      const stored = next.stored || (isVariable(source!) && aliases.isValue(source!) && outlives(place, scope));
      return [{ state: { ...used(next), homes: known.homes([...next.homes, ...within]), stored }, mask }];
    }
    if (state.kin.length > 0 && value.kind === 'path' && says.isKin(value.path, state) && outlives(place, scope))
      return [{ state: { ...used(next), passed: true }, mask }];
    if (isVariable(place) && right.kind === 'call' && says.makesKin(right, state))
      return [{ state: { ...next, kin: [...state.kin.filter((one) => one !== place), place] }, mask }];
    const renewed = isVariable(place) ? next.homes.filter((home) => home !== place && base(home) === place) : [];
    if (renewed.length > 0) {
      const homes = known.homes(next.homes.filter((home) => !renewed.includes(home)));
      return homes.length > 0 ? [{ state: { ...next, homes }, mask }] : [];
    }
    if (left.startsWith('*') || !next.homes.includes(place) || isOtherElement(left, site.resource))
      return [{ state: next, mask }];
    // Another element of the array, for all that is known.
    if (place.includes('[]') && next.homes.length > 1) return [{ state: next, mask }];
    const homes = known.homes(next.homes.filter((home) => home !== place));
    if (homes.length > 0) return [{ state: { ...next, homes }, mask }];
    if (site.acquire.handle.kind !== 'return') return [];
    // Nobody can reach it any more, but the way goes on.
    if (mask === ZERO && place.includes('[]')) return [{ state: next, mask }];
    if (mask === ZERO)
      return state.passed || state.kin.length > 0
        ? []
        : [{ state: { ...next, homes: known.homes([LOST]), stored: false }, mask }];
    if (isAskedFor(site)) return [{ state: { ...next, homes: known.homes([LOST]), stored: false }, mask }];
    if (isVariable(place)) overwritten(state, at);
    return [];
  };

  const assume = (cond: Expr, state: State, truth: boolean): State[] => {
    if (cond.kind === 'unary' && cond.op === '!') return assume(cond.arg, state, !truth);
    if (cond.kind === 'binary' && (cond.op === '&&' || cond.op === '||')) {
      const both = (cond.op === '&&') === truth;
      const left = assume(cond.left, state, truth);
      if (both) return left.flatMap((s) => assume(cond.right, s, truth));
      return [...left, ...assume(cond.left, state, !truth).flatMap((s) => assume(cond.right, s, truth))];
    }
    if (cond.kind === 'binary') {
      if (state.status === 'held' && isInFlight(cond, truth, scope)) return [];
      if (asks.saysFailed(cond, truth, state)) return [];
      const value = constantOf(cond.right) ?? codeOf(cond.right, scope.view.catalogue.noError);
      const holds = value === undefined ? undefined : compareMask(cond.op, value);
      if (asks.asksForRound(cond, state)) return [];
      const isUntold = holds === undefined || value === undefined;
      const isSome = value === 0 ? asks.asksHowMany(cond, truth, state) : undefined;
      if (isSome !== undefined) return isSome ? through([cond.left], state) : [];
      if (isUntold && asksForError(cond) && truth === (cond.op === '==')) return narrow(cond.left, state, NEGATIVE);
      if ((isUntold || value > 0) && asks.fallsShort(cond, truth, state)) return [];
      if (isUntold && asks.saysNone(cond, truth, state)) return [];
      if (isUntold) return asks.isFirstRound(cond, state) && !truth ? [] : through([cond.left, cond.right], state);
      return narrow(cond.left, state, truth ? holds : complement(cond.op, value));
    }
    if (cond.kind === 'path' && asks.saysFailed(cond, truth, state)) return [];
    const arg = cond.kind === 'call' && cond !== site.call ? cond.args[0] : undefined;
    if (cond.kind === 'call' && arg) {
      if (!truth && asks.asksWhetherHeld(cond, state)) return [];
      if (cond.callee === 'IS_ERR' || cond.callee === 'IS_ERR_VALUE')
        return narrow(arg, state, truth ? NEGATIVE : ZERO | POSITIVE);
      const { contents, empties } = scope.view.catalogue;
      if (contents.has(cond.callee)) return narrow(arg, state, truth ? NEGATIVE | POSITIVE : ZERO);
      if (empties.has(cond.callee)) return narrow(arg, state, truth ? ZERO : NEGATIVE | POSITIVE);
      if (cond.callee === 'IS_ERR_OR_NULL') return narrow(arg, state, truth ? NEGATIVE | ZERO : POSITIVE);
      if (cond.callee.startsWith('WARN_ON') || cond.callee === 'unlikely' || cond.callee === 'likely')
        return assume(arg, state, truth);
    }
    if (!truth && cond.kind === 'path' && asks.asksForContent(cond.path, state)) return [];
    return narrow(wholeOf(cond), state, truth ? NEGATIVE | POSITIVE : ZERO);
  };

  /** `if (!f.file)` asks whether the struct that the call returned by value holds anything. */
  const wholeOf = (cond: Expr): Expr => {
    if (cond.kind !== 'path' || site.acquire.failure !== 'zero' || site.acquire.handle.kind !== 'return') return cond;
    const variable = base(cond.path);
    const isMember = cond.path !== variable && aliases.isValue(variable) && aliases.resolve(variable) === site.result;
    return isMember ? { ...cond, path: variable } : cond;
  };

  const narrow = (expr: Expr, state: State, wanted: Mask): State[] =>
    evaluate(expr, state).flatMap(({ state: s, mask }) => {
      const left = mask & wanted;
      if (left === 0) return [];
      const target = expr.kind === 'assign' ? expr.left : expr;
      return [target.kind === 'path' ? learn(s, target.path, left, aliases) : s];
    });

  const walk: Walk = {
    site,
    scope,
    aliases,
    known,
    overwritten,
    discarded: undefined,
    innocent,
    evaluate,
    assume,
    assigned,
  };
  return walk;
}

import type { Call, Expr } from '../../types.js';
import { base, isVariable, tail } from '../access-path.js';
import { pathOf, visitSettings } from '../expr.js';
import { asksFor } from '../names.js';
import { argPath, type Scope } from '../scope.js';
import type { Site } from '../site.js';
import { ZERO } from './mask.js';
import { factOf, isHome, type State } from './state.js';

export type Comparison = Extract<Expr, { kind: 'binary' }>;

/** What a condition says of the resource of one site beyond the classes of the values in it. */
export interface Conditions {
  /** `pm_runtime_enabled(dev)` asks for what `pm_runtime_enable(dev)` does; where it says no, there is nothing to undo. */
  asksWhetherHeld(call: Call, state: State): boolean;
  /** The call gave less than was asked for: `if (n != wanted)` behind a call that returns how many it acquired. */
  fallsShort(cond: Comparison, truth: boolean, state: State): boolean;
  /** `if (!buf.length)` behind a call that fills `buf.pointer`: the struct is asked whether there is anything in it. */
  asksForContent(path: string, state: State): boolean;
  /** `if (n <= 0)` behind a call that returns how many it acquired: whether it is more than none; undefined for another question. */
  asksHowMany(cond: Comparison, truth: boolean, state: State): boolean | undefined;
  /** `if (i == 1) goto undo_first;` where element `i` is held: how many rounds went well decides which unwinding is enough. */
  asksForRound(cond: Comparison, state: State): boolean;
  /** `i < ARRAY_SIZE(x)` while `i` is still 0: what is counted by a constant has a first round. */
  isFirstRound(cond: Comparison, state: State): boolean;
  /** `if (ret < 0 || arg.ret)` behind `ret = open(&arg)`: the struct that was given says how it went. */
  saysFailed(cond: Expr, truth: boolean, state: State): boolean;
  /** `if (id == MAX_IDS)` behind a call that no rule lists: the value that says that there is none. */
  saysNone(cond: Comparison, truth: boolean, state: State): boolean;
}

/** What fields that say how it went are called. */
const STATUS = /^(ret|err|error|rc|retval|status|result)$/;

export function conditionsOf(site: Site, scope: Scope): Conditions {
  const { aliases } = scope;
  const { acquire, result } = site;
  let counters: ReadonlySet<string> | undefined;

  /** The handle is kept in an element that the variable counts: `all[found++] = dev`. */
  const countsElements = (variable: string): boolean => {
    if (!isVariable(variable)) return false;
    counters ??= countersOf(site, scope);
    return counters.has(variable);
  };

  const isResult = (expr: Expr): boolean =>
    result !== '' && expr.kind === 'path' && aliases.resolve(expr.path) === result;

  /** What a call that no rule lists has returned is compared with a constant. */
  const isVerdict = ({ left, right }: Comparison): boolean => {
    const isUnlisted = acquire.rule === 'inferred' ? acquire.handle.kind === 'return' : acquire.evidence === 'summary';
    return isUnlisted && isResult(left) && right.kind === 'path' && /^[A-Z][A-Z0-9_]+$/.test(right.path);
  };

  return {
    asksWhetherHeld: (call, state) =>
      state.status === 'held' &&
      asksFor(call.callee, acquire.name) &&
      call.args.some((arg) => isHome(state, argPath(arg, aliases) ?? '', aliases)),
    fallsShort: (cond, truth, state) => {
      const { op, left } = cond;
      if (state.status !== 'held' || !state.counted || acquire.handle.kind === 'return') return false;
      if (!isResult(left) || isVerdict(cond)) return false;
      return op === '!=' || op === '<' ? truth : op === '==' || op === '>=' ? !truth : false;
    },
    asksForContent: (path, state) => {
      if (state.status !== 'held' || acquire.handle.kind !== 'out' || acquire.handle.field === undefined) return false;
      const place = aliases.resolve(path);
      return site.homes.some((home) => home !== place && owner(home) === owner(place));
    },
    asksHowMany: ({ op, left }, truth, state) => {
      if (state.status !== 'held' || acquire.handle.kind === 'return' || !isResult(left)) return undefined;
      return op === '<=' ? !truth : op === '>' ? truth : undefined;
    },
    asksForRound: ({ op, left }, state) =>
      (op === '==' || op === '!=') &&
      left.kind === 'path' &&
      state.status === 'held' &&
      (site.resource.includes(`[${left.path}]`) || (state.stored && countsElements(left.path))),
    isFirstRound: ({ op, left, right }, state) => {
      if (op !== '<' || left.kind !== 'path' || factOf(state, left.path, aliases) !== ZERO) return false;
      return right.kind === 'call' ? right.callee === 'ARRAY_SIZE' : /^[A-Z][A-Z0-9_]*$/.test(pathOf(right) ?? '');
    },
    saysFailed: (cond, truth, state) => {
      if (state.status !== 'held' || acquire.handle.kind === 'return' || acquire.inner.length > 0) return false;
      const asked = cond.kind === 'binary' ? cond.left : cond;
      if (asked.kind !== 'path' || !aliases.isValue(base(asked.path)) || !STATUS.test(tail(asked.path))) return false;
      if (!state.homes.includes(base(asked.path)) || isVariable(asked.path)) return false;
      return cond.kind === 'binary' && cond.op === '==' ? !truth : truth;
    },
    saysNone: (cond, truth, state) => {
      if (state.status !== 'held' || !isVerdict(cond)) return false;
      return cond.op === '==' || cond.op === '>=' ? truth : (cond.op === '!=' || cond.op === '<') && !truth;
    },
  };
}

/** `p == ERR_PTR(-EPROBE_DEFER)`, `p != ERR_PTR(…)`. */
export function asksForError({ op, right }: Comparison): boolean {
  return (op === '==' || op === '!=') && right.kind === 'call' && right.callee === 'ERR_PTR';
}

/** The struct that a path is a field of. */
function owner(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** Variables by which the function indexes the elements that it keeps the handle in. */
function countersOf({ acquire, result, homes }: Site, { seen, aliases }: Scope): ReadonlySet<string> {
  const found = new Set<string>();
  const isHandle = (path: string): boolean =>
    acquire.handle.kind === 'return' ? path === result : homes.includes(aliases.resolve(path));
  visitSettings(seen.fn.body, (path, value) => {
    const index = value.kind === 'path' && isHandle(value.path) ? /\[(\w+)(?:\+\+)?\]$/.exec(path)?.[1] : undefined;
    if (index !== undefined) found.add(index);
  });
  return found;
}

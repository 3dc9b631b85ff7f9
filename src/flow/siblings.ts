import type { Call, Catalogue, Expr, Stmt } from '../types.js';
import { tail } from './access-path.js';
import { callsOf, exprsOf, pathOf, visitExpr } from './expr.js';
import { perFunction } from './memory.js';
import type { Seen, View } from './view.js';

/** An early exit: the calls since the exit before it, and the label it goes to (undefined for a return). */
interface Guard {
  readonly calls: readonly Call[];
  readonly label: string | undefined;
}

interface Rung {
  readonly label: string;
  readonly steps: readonly Call[];
}

const pairs = perFunction<ReadonlyMap<Call, Call>>();

/**
 * What the exits of a function say about its calls: where a call's own failure leaves to one rung of the ladder (or returns) and the next
 * failure leaves to the rung above, the one step between the two undoes the call. Keyed by the call; the step is the value.
 */
export function undoneBySiblings(seen: Seen, view: View): ReadonlyMap<Call, Call> {
  return pairs(seen, view, () => findPairs(seen.fn.body, view.catalogue));
}

function findPairs(body: readonly Stmt[], catalogue: Catalogue): ReadonlyMap<Call, Call> {
  const pairs = new Map<Call, Call>();
  const first = body.findIndex((stmt) => stmt.kind === 'label');
  if (first <= 0) return pairs;
  const rungs = rungsOf(body.slice(first), catalogue);
  const guards = guardsOf(body.slice(0, first));
  guards.forEach((guard, i) => {
    const next = guards[i + 1];
    if (next?.label === undefined) return;
    const from = rungs.findIndex((rung) => rung.label === next.label);
    const to = guard.label === undefined ? rungs.length : rungs.findIndex((rung) => rung.label === guard.label);
    if (from < 0 || to <= from) return;
    const steps = rungs.slice(from, to).flatMap((rung) => rung.steps);
    const call = guard.calls.at(-1);
    if (steps.length === 1 && call && sharesObject(call, steps[0]!, body)) pairs.set(call, steps[0]!);
  });
  return pairs;
}

function rungsOf(body: readonly Stmt[], catalogue: Catalogue): readonly Rung[] {
  const rungs: { label: string; steps: Call[] }[] = [];
  for (const stmt of body) {
    if (stmt.kind === 'label') rungs.push({ label: stmt.name, steps: [] });
    else if (stmt.kind === 'return') break;
    else rungs.at(-1)?.steps.push(...callsOf([stmt]).filter((call) => !catalogue.harmless.has(call.callee)));
  }
  return rungs;
}

function guardsOf(body: readonly Stmt[]): readonly Guard[] {
  const guards: Guard[] = [];
  let calls: Call[] = [];
  for (const stmt of body) {
    calls.push(...exprsOf(stmt).flatMap(outerCalls));
    if (stmt.kind !== 'if') continue;
    const last = stmt.then.at(-1);
    if (last?.kind !== 'goto' && last?.kind !== 'return') continue;
    guards.push({ calls, label: last.kind === 'goto' ? last.label : undefined });
    calls = [];
  }
  return guards;
}

function outerCalls(expr: Expr): readonly Call[] {
  const calls: Call[] = [];
  visitExpr(expr, (one) => {
    if (one.kind === 'call' && !/^(IS_ERR|PTR_ERR|IS_ERR_OR_NULL|PTR_ERR_OR_ZERO|ERR_PTR)$/.test(one.callee))
      calls.push(one);
  });
  return calls;
}

/** The step is given something that the call was given or that its result went to. */
function sharesObject(call: Call, step: Call, body: readonly Stmt[]): boolean {
  const tails = new Set(call.args.flatMap((arg) => pathOf(arg) ?? []).map(tail));
  for (const stmt of body) {
    if (stmt.kind === 'expr' && stmt.expr.kind === 'assign' && stmt.expr.right === call) {
      const left = pathOf(stmt.expr.left);
      if (left !== undefined) tails.add(tail(left));
    } else if (stmt.kind === 'declare' && stmt.init === call) tails.add(stmt.name);
  }
  return step.args.some((arg) => tails.has(tail(pathOf(arg) ?? '')));
}

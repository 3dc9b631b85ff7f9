import type { Call } from '../../types.js';
import { isVariable, tail } from '../../flow/access-path.js';
import { callsOf, pathOf } from '../../flow/expr.js';
import { nameSays } from '../../flow/names.js';
import { summaryOf } from '../../flow/summary.js';
import type { Seen, View } from '../../flow/view.js';
import { closureCalls } from './closure.js';

/** One step of an unwinding ladder: a call below an error label. */
export interface Step {
  readonly call: Call;
  readonly label: string;
}

/** Steps that a ladder needs before its structure says anything. */
export const FEWEST_STEPS = 3;

/** The calls below the error labels of a function, where they are not reached on its way to success. */
export function ladderOf(init: Seen, view: View): readonly Step[] {
  const { body } = init.fn;
  const first = body.findIndex((stmt) => stmt.kind === 'label');
  if (first <= 0 || body[first - 1]!.kind !== 'return') return [];
  const steps: Step[] = [];
  let label = '';
  for (const stmt of body.slice(first)) {
    if (stmt.kind === 'label') label = stmt.name;
    for (const call of callsOf([stmt])) if (undoes(call, init, view)) steps.push({ call, label });
  }
  const success = new Set(callsOf(body.slice(0, first)).map((call) => call.callee));
  return steps.filter((step) => !success.has(step.call.callee));
}

function undoes(call: Call, init: Seen, view: View): boolean {
  if (view.catalogue.harmless.has(call.callee)) return false;
  if (view.catalogue.releases.has(call.callee) || nameSays(view.catalogue.words.release, call.callee)) return true;
  const callee = view.find(call.callee, init.cfile);
  return callee !== undefined && summaryOf(callee, view).releases.length > 0;
}

export interface Match {
  readonly teardown: Seen;
  readonly missing: readonly Step[];
  readonly shared: readonly { readonly step: Step; readonly at: number }[];
}

/** The function that calls most of the steps, if there is exactly one such; it must call more than half of them, and two at least. */
export function teardownOf(init: Seen, steps: readonly Step[], view: View): Match | undefined {
  const rare = steps.filter((step) => !view.catalogue.releases.has(step.call.callee));
  let best: Match | undefined;
  let bestCount = 0;
  for (const seen of candidates(init, rare, view)) {
    if (!seen.fn.complete) continue;
    const calls = closureCalls(seen, view);
    const shared: { step: Step; at: number }[] = [];
    const missing: Step[] = [];
    for (const step of steps) {
      const made = calls.find(({ call }) => sameStep(call, step.call, view));
      if (made) shared.push({ step, at: made.by.fn === seen.fn ? made.call.at : seen.fn.at });
      else missing.push(step);
    }
    if (shared.length < 2 || shared.length <= steps.length / 2) continue;
    if (shared.length > bestCount) {
      best = { teardown: seen, missing, shared };
      bestCount = shared.length;
    }
  }
  return best;
}

function candidates(init: Seen, rare: readonly Step[], view: View): ReadonlySet<Seen> {
  const out = new Set<Seen>();
  const own = new Set(closureCalls(init, view).map((made) => made.by.fn));
  for (const step of rare) {
    for (const seen of view.callers(step.call.callee))
      if (seen.fn !== init.fn && !own.has(seen.fn) && ladderOf(seen, view).length < FEWEST_STEPS) out.add(seen);
  }
  return out;
}

/**
 * Two calls undo the same thing: same function, and for functions that anything is given to, same field; or two releases of one object, of
 * which the later one includes the other (`platform_device_unregister` for `platform_device_put`).
 */
function sameStep(call: Call, step: Call, view: View): boolean {
  const { releases } = view.catalogue;
  const a = pathOf(call.args[0]);
  const b = pathOf(step.args[0]);
  if (call.callee !== step.callee) {
    const apis = releases.get(step.callee);
    const others = releases.get(call.callee);
    if (apis === undefined || others === undefined || a === undefined || b === undefined) return false;
    if (apis.some((api) => others.includes(api))) return tail(a) === tail(b) || isVariable(a) || isVariable(b);
    return tail(a) === tail(b) && tail(b) !== 'dev';
  }
  if (!releases.has(step.callee)) return true;
  return a === undefined || b === undefined || tail(a) === tail(b) || !a.includes('->') || !b.includes('->');
}

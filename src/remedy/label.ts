import type { Call, CFunction, Expr, Stmt } from '../types.js';
import { plain } from '../flow/access-path.js';
import { callsOf, visitStmts } from '../flow/expr.js';
import { nameSays } from '../flow/names.js';
import type { View } from '../flow/view.js';
import { madeCalls, undoes } from './undo.js';

/** A label of the unwinding ladder and what is returned below it. */
export interface Landing {
  readonly label: string;
  readonly returned: Expr | undefined;
}

/**
 * The label whose steps are just those that are due when the function is left at a line: everything acquired before it is given back, nothing
 * else. `failed` is the call whose failure leads there. Undefined where any step is in doubt.
 */
export function labelFor(
  fn: CFunction,
  at: number,
  failed: Call | undefined,
  resource: string,
  releases: readonly string[],
  view: View,
): Landing | undefined {
  const first = fn.body.findIndex((stmt) => stmt.kind === 'label');
  const last = fn.body.at(-1);
  if (first <= 0 || last?.kind !== 'return' || fn.body[first - 1]!.kind !== 'return') return undefined;
  if (hasCleanup(fn.body)) return undefined;
  const ladder = fn.body.slice(first);
  const steps = callsOf(ladder).filter((call) => !view.catalogue.harmless.has(call.callee));
  const made = madeCalls(fn.body.slice(0, first));
  const jumps = jumpsOf(fn.body.slice(0, first));
  const below = (label: string): ReadonlySet<Call> =>
    new Set(callsOf(ladder.slice(ladder.findIndex((stmt) => stmt.kind === 'label' && stmt.name === label))));
  const due = new Set<Call>();
  for (const step of steps) {
    const undone = made.filter((one) => undoes(step, one, view));
    if (undone.length > 1) return undefined;
    const [one] = undone;
    if (
      one ? one.call.at < at && one.call !== failed : jumps.some((jump) => jump.at < at && below(jump.label).has(step))
    )
      due.add(step);
    if (
      !one &&
      !nameSays(view.catalogue.words.release, step.callee) &&
      !view.catalogue.releases.has(step.callee) &&
      !due.has(step)
    )
      return undefined;
  }
  const gives = [...due].some(
    (call) => releases.includes(call.callee) && call.args.some((arg) => sameResource(arg, resource)),
  );
  if (!gives) return undefined;
  const labels = ladder.flatMap((stmt) => (stmt.kind === 'label' ? [stmt.name] : []));
  const match = labels.findLast((label) => {
    const reached = below(label);
    return steps.every((step) => reached.has(step) === due.has(step));
  });
  return match === undefined ? undefined : { label: match, returned: last.value };
}

function sameResource(arg: Expr, resource: string): boolean {
  return (arg.kind === 'path' || arg.kind === 'address') && plain(arg.path) === plain(resource);
}

function jumpsOf(body: readonly Stmt[]): readonly Extract<Stmt, { kind: 'goto' }>[] {
  const jumps: Extract<Stmt, { kind: 'goto' }>[] = [];
  visitStmts(body, (stmt) => {
    if (stmt.kind === 'goto') jumps.push(stmt);
  });
  return jumps;
}

/** A goto must not jump over a variable that cleans up after itself. */
function hasCleanup(body: readonly Stmt[]): boolean {
  let found = false;
  visitStmts(body, (stmt) => {
    if ((stmt.kind === 'declare' && stmt.cleanup !== undefined) || stmt.kind === 'scoped') found = true;
  });
  return found;
}

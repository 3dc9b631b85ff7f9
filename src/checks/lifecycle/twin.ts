import type { Expr } from '../../types.js';
import { base } from '../../flow/access-path.js';
import { argPath } from '../../flow/scope.js';
import { callsOf } from '../../flow/expr.js';
import type { Seen, View } from '../../flow/view.js';
import { closureCalls } from './closure.js';
import type { Debt } from './debts.js';

/** The release that belongs to the helper as a whole: what it acquires inside has other releases. */
export function counterpartOf(debt: Debt): string | undefined {
  const { inner, releases } = debt.site.acquire;
  if (inner.length === 0) return undefined;
  const own = new Set(inner.flatMap((one) => one.releases.map((release) => release.name)));
  return releases.find((release) => !own.has(release.name))?.name;
}

/**
 * Init calls a helper for two objects (`x_init(upstream)`, `x_init(downstream)`), and the teardown calls its counterpart for one of them
 * alone, under the same name: the other one stays.
 */
export function isForgottenTwin(debt: Debt, teardowns: readonly Seen[], view: View): boolean {
  const { site, frame } = debt;
  const undo = counterpartOf(debt);
  if (undo === undefined || !site.call) return false;
  const mine = base(debt.homes[0] ?? '');
  const twins = new Set(
    callsOf(frame.fn.body)
      .filter((call) => call.callee === site.acquire.name && call !== site.call)
      .flatMap((call) => basesOf(call.args, frame, view)),
  );
  const undone = teardowns.flatMap((seen) =>
    closureCalls(seen, view)
      .filter(({ call, by }) => call.callee === undo && by.fn === seen.fn)
      .flatMap(({ call }) => basesOf(call.args, seen, view)),
  );
  return mine !== '' && undone.length > 0 && !undone.includes(mine) && undone.every((name) => twins.has(name));
}

function basesOf(args: readonly Expr[], seen: Seen, view: View): readonly string[] {
  const { aliases } = view.derive(seen.fn);
  return args.flatMap((arg) => {
    const path = argPath(arg, aliases);
    return path === undefined ? [] : [base(path)];
  });
}

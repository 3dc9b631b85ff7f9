import type { Expr } from '../../types.js';
import { pathOf, visitBody } from '../expr.js';
import { perFunction } from '../memory.js';
import type { Scope } from '../scope.js';
import type { Comparison } from './conditions.js';

/**
 * The outcome of a comparison says that a request is on its way, whoever completes it then owning all that belongs to it: `ret == -EINPROGRESS`;
 * `-EBUSY` of the same status may say so as well.
 */
export function isInFlight(cond: Comparison, truth: boolean, { seen, view }: Scope): boolean {
  if (cond.op !== (truth ? '==' : '!=')) return false;
  const code = errorCode(cond.right);
  if (code === undefined) return false;
  const { inFlight, backlogged } = view.catalogue;
  if (inFlight.has(code)) return true;
  if (!backlogged.has(code)) return false;
  const status = pathOf(cond.left);
  return status !== undefined && asked(seen, view, () => findAsked(seen.fn.body, inFlight)).has(status);
}

const asked = perFunction<ReadonlySet<string>>();

/** The variables that a function compares with a code which says that a request is on its way. */
function findAsked(body: Scope['seen']['fn']['body'], codes: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  visitBody(body, (expr) => {
    if (expr.kind !== 'binary' || !codes.has(errorCode(expr.right) ?? '')) return;
    const status = pathOf(expr.left);
    if (status !== undefined) found.add(status);
  });
  return found;
}

function errorCode(expr: Expr): string | undefined {
  return expr.kind === 'unary' && expr.op === '-' && expr.arg.kind === 'path' ? expr.arg.path : undefined;
}

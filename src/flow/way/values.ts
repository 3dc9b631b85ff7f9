import type { Expr } from '../../types.js';
import { ANY, NEGATIVE, POSITIVE, ZERO, compareMask, type Mask } from './mask.js';

/** The constant that a condition compares with; error codes count as -5; undefined for anything computed. */
export function constantOf(expr: Expr): number | undefined {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind === 'path' && (expr.path === 'NULL' || expr.path === 'false')) return 0;
  if (expr.kind === 'call' && expr.callee === 'ERR_PTR' && expr.args[0]) return constantOf(expr.args[0]);
  if (expr.kind !== 'unary' || expr.op !== '-') return undefined;
  if (expr.arg.kind === 'number') return -expr.arg.value;
  return expr.arg.kind === 'path' && /^E[A-Z0-9]+$/.test(expr.arg.path) ? -5 : undefined;
}

/** A named status code: 0 for the one that says that nothing has failed (`AE_OK`), positive for others with the same first word. */
export function codeOf(expr: Expr, noError: ReadonlySet<string>): number | undefined {
  if (expr.kind !== 'path') return undefined;
  if (noError.has(expr.path)) return 0;
  const first = /^[A-Z]+_/.exec(expr.path)?.[0];
  return first !== undefined && [...noError].some((name) => name.startsWith(first)) ? 1 : undefined;
}

/** The value of `b = x` in `a = b = x` is what `b` got. */
export function assignedValue(expr: Expr): Expr {
  return expr.kind === 'assign' && expr.op === '=' ? expr.left : expr;
}

/** Classes for which a comparison is false. */
export function complement(op: string, value: number): Mask {
  const opposite: Record<string, string> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
  return compareMask(opposite[op]!, value) ?? ANY;
}

/** Classes of the negated value. */
export function negate(mask: Mask): Mask {
  return (mask & NEGATIVE ? POSITIVE : 0) | (mask & ZERO) | (mask & POSITIVE ? NEGATIVE : 0);
}

/** A call that only asks about its argument. */
export function isCheck(expr: Expr): boolean {
  return (
    expr.kind === 'call' && /^(PTR_ERR|IS_ERR|PTR_ERR_OR_ZERO|IS_ERR_OR_NULL|ERR_CAST|dev_err_probe)$/.test(expr.callee)
  );
}

/** Facts that hold in both; the first map itself where nothing is lost. */
export function mergeFacts(a: ReadonlyMap<string, Mask>, b: ReadonlyMap<string, Mask>): ReadonlyMap<string, Mask> {
  if (a === b) return a;
  let merged: Map<string, Mask> | undefined;
  for (const [key, mask] of a) {
    const union = mask | (b.get(key) ?? ANY);
    if (union === mask) continue;
    merged ??= new Map(a);
    if (union === ANY) merged.delete(key);
    else merged.set(key, union);
  }
  return merged ?? a;
}

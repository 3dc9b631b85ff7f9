import type { Expr } from '../../types.js';

const MIRRORED: Readonly<Record<string, string>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

/** A binary expression; a constant that is compared with stands on the right: `NULL == p` is `p == NULL`. */
export function binary(op: string, left: Expr, right: Expr, at: number): Expr {
  const mirrored = MIRRORED[op];
  if (mirrored !== undefined && isConstant(left) && !isConstant(right))
    return { kind: 'binary', op: mirrored, left: right, right: left, at };
  return { kind: 'binary', op, left, right, at };
}

function isConstant(expr: Expr): boolean {
  if (expr.kind === 'unary') return expr.op === '-' && isConstant(expr.arg);
  return expr.kind === 'number' || (expr.kind === 'path' && /^(NULL|false|true|[A-Z][A-Z0-9_]*)$/.test(expr.path));
}

import type { Call, Expr, Stmt } from '../types.js';
import { pathOf } from '../flow/expr.js';

/** The call whose failure an `if` tests, where it stands in the condition or right before it: `ret = f(); if (ret < 0)`. */
export function causeOf(test: Extract<Stmt, { kind: 'if' }>, before: Stmt | undefined): Call | undefined {
  const tested = testedBy(test.cond);
  if (!tested) return undefined;
  if (tested.kind === 'call') return named(tested);
  if (tested.kind === 'assign') return tested.right.kind === 'call' ? named(tested.right) : undefined;
  const path = pathOf(tested);
  if (path === undefined || !before) return undefined;
  const [left, right] =
    before.kind === 'expr' && before.expr.kind === 'assign'
      ? [pathOf(before.expr.left), before.expr.right]
      : before.kind === 'declare'
        ? [before.name, before.init]
        : [undefined, undefined];
  return left === path && right?.kind === 'call' ? named(right) : undefined;
}

/** What a condition tests for failure: `x`, `!x`, `x < 0`, `x != 0`, `IS_ERR(x)`; a bare call only where it is compared. */
function testedBy(cond: Expr): Expr | undefined {
  if (cond.kind === 'path' || cond.kind === 'assign') return cond;
  if (cond.kind === 'unary' && cond.op === '!' && cond.arg.kind !== 'call') return cond.arg;
  if (cond.kind === 'call' && /^[A-Z_]+$/.test(cond.callee)) return cond.args[0];
  if (cond.kind === 'binary' && /^(<|<=|!=)$/.test(cond.op) && cond.right.kind === 'number' && cond.right.value === 0)
    return cond.left;
  return undefined;
}

/** Macros and calls through pointers name no cause that a reader could look up. */
function named(call: Call): Call | undefined {
  return /^[a-z_]\w*$/.test(call.callee) ? call : undefined;
}

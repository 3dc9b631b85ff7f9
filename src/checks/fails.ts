import type { CFunction, Expr, Stmt } from '../types.js';
import { visitStmts } from '../flow/expr.js';
import { isBool, isVoid } from '../flow/return-type.js';
import type { Seen } from '../flow/view.js';
import type { Guard } from '../flow/guards.js';
import type { Exit } from '../flow/way/exit.js';
import { NEGATIVE, POSITIVE, ZERO } from '../flow/way/mask.js';

/** Whether an exit is one of failure, by what it returns. */
export function fails(exit: Exit, returns: string): boolean {
  if (exit.kind === 'lost' || exit.kind === 'unseen') return true;
  if (exit.kind === 'end') return false;
  if (exit.tailCall !== undefined) return true;
  if (returns.includes('*')) return (exit.value & POSITIVE) === 0;
  if (isBool(returns)) return exit.value === ZERO;
  if (isVoid(returns)) return false;
  return (exit.value & ZERO) === 0 && (exit.value & NEGATIVE) !== 0;
}

/** A function that returns nothing has gone to its end: no goto led there and no decision leaves in between. */
export function endsStraight(exit: Exit, { fn }: Seen): boolean {
  if (!isVoid(fn.returns) || exit.unwinding) return false;
  return exit.kind === 'end' || fn.body.some((stmt) => stmt.kind === 'return' && stmt.at === exit.at);
}

/**
 * A function that returns an error whatever happens, such as a probe that looks at a device and leaves it to its real driver: what it keeps then
 * is kept on purpose. Its straight way ends in a constant error, and what else it returns is a constant error or the variable that was tested.
 */
export function onlyFails(fn: CFunction): boolean {
  const all = returnsOf(fn);
  if (!fn.complete || all.length < 2) return false;
  // What a label behind the first return leads to is unwinding.
  const last = fn.body.find((stmt) => stmt.kind === 'return');
  if (!last || !isErrorCode(last.value)) return false;
  return all.every(mayFail);
}

/** Whether a way of the function that no failure leads to ends in a constant error, and none in a constant success. */
export function endsInError(fn: CFunction): boolean {
  if (!fn.complete || !fn.body.some((stmt) => stmt.kind === 'return' && isErrorCode(stmt.value))) return false;
  return returnsOf(fn).every(mayFail);
}

function returnsOf(fn: CFunction): readonly Return[] {
  const all: Return[] = [];
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'return') all.push(stmt);
  });
  return all;
}

/** A constant error, or a variable that may be one. */
function mayFail({ value }: Return): boolean {
  return isErrorCode(value) || value?.kind === 'path';
}

type Return = Extract<Stmt, { kind: 'return' }>;

/** `-ENODEV`. */
function isErrorCode(value: Expr | undefined): boolean {
  return (
    value?.kind === 'unary' && value.op === '-' && value.arg.kind === 'path' && /^E[A-Z0-9]+$/.test(value.arg.path)
  );
}

/** The exit of a guard is one of failure: a goto, or a return of an error. */
export function isFailure({ exit }: Guard): boolean {
  if (exit.kind === 'goto') return true;
  const value = exit.value;
  if (!value) return false;
  if (value.kind === 'unary' && value.op === '-') return true;
  if (value.kind === 'call') return /^(ERR_PTR|ERR_CAST|PTR_ERR|dev_err_probe)$/.test(value.callee);
  return value.kind === 'path' && /^(ret|err|error|rc|retval|status|result|r|rv|res|NULL)$/.test(value.path);
}

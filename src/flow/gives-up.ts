import type { Stmt } from '../types.js';
import type { CallEffect } from './call-effect.js';
import { effectOf } from './effects.js';
import { callsOf } from './expr.js';
import type { Held, Scope } from './scope.js';

/** Whether a statement list, run to its end, gives the resource back; a list that leaves by a jump does not run to its end. */
export function releasesFallingThrough(body: readonly Stmt[], held: Held, scope: Scope): boolean {
  const last = body.at(-1);
  if (last?.kind === 'return' || last?.kind === 'goto' || last?.kind === 'break' || last?.kind === 'continue')
    return false;
  return releasesSomewhere(
    body.filter((stmt) => !leaves(stmt)),
    held,
    scope,
  );
}

/** A decision whose branch does not come back. */
function leaves(stmt: Stmt): boolean {
  const last = stmt.kind === 'if' && stmt.else.length === 0 ? stmt.then.at(-1) : undefined;
  return last?.kind === 'return' || last?.kind === 'goto';
}

/** Whether a statement list contains a call that gives the resource back. */
function releasesSomewhere(body: readonly Stmt[], held: Held, scope: Scope): boolean {
  return callsOf(body).some((call) => GIVES_BACK.has(effectOf(call, held, scope)));
}

const GIVES_BACK: ReadonlySet<CallEffect> = new Set<CallEffect>(['release', 'may-release', 'transfer']);

/**
 * Whether the rounds of a loop give the resource back, or leave it with others: `list_add(&p[i].node, …)`. A loop that has nothing to go over
 * is taken to have nothing to give back.
 */
export function isGivenUpInLoop(body: readonly Stmt[], held: Held, scope: Scope): boolean {
  if (releasesFallingThrough(body, held, scope)) return true;
  return body.some(
    (stmt) => stmt.kind === 'expr' && stmt.expr.kind === 'call' && effectOf(stmt.expr, held, scope) === 'takeover',
  );
}

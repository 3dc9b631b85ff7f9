import type { CFunction } from '../types.js';
import { isVariable, plain } from './access-path.js';
import { pathOf, visitBody, visitStmts } from './expr.js';

/**
 * Whether a function does its work once and remembers it in a field: `if (foo->on) return 0; … foo->on = true;`. Who calls it again gets nothing
 * more, and what is left on is known to the object.
 */
export function remembersItself(fn: CFunction): boolean {
  const asked = new Set<string>();
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind !== 'if' || stmt.cond.kind !== 'path' || isVariable(stmt.cond.path)) return;
    const last = stmt.then.at(-1);
    if (last?.kind === 'return' || last?.kind === 'goto') asked.add(plain(stmt.cond.path));
  });
  if (asked.size === 0) return false;
  let found = false;
  visitBody(fn.body, (expr) => {
    if (expr.kind !== 'assign' || expr.op !== '=') return;
    const isTrue = pathOf(expr.right) === 'true' || (expr.right.kind === 'number' && expr.right.value === 1);
    if (isTrue && asked.has(plain(pathOf(expr.left) ?? ''))) found = true;
  });
  return found;
}

import type { CFunction } from '../types.js';
import { isVariable, plain } from './access-path.js';
import { pathOf, visitBody, visitSettings, visitStmts } from './expr.js';

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

/**
 * A function that keeps in a field whether it has switched on, and does nothing where that is what it is asked for: `if (on == foo->on) return 0; …
 * foo->on = on;`. However often it is called, it holds once, and whoever switches off later finds it on.
 */
export function remembersState(fn: CFunction): boolean {
  const params = new Set(fn.params.map((param) => param.name));
  const kept = new Set<string>();
  visitSettings(fn.body, (path, value) => {
    const from = pathOf(value);
    if (from !== undefined && params.has(from) && /->|\./.test(path)) kept.add(`${from} ${path}`);
  });
  if (kept.size === 0) return false;
  let found = false;
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind !== 'if' || stmt.cond.kind !== 'binary' || stmt.cond.op !== '==') return;
    if (stmt.then.at(-1)?.kind !== 'return') return;
    const [left, right] = [pathOf(stmt.cond.left) ?? '', pathOf(stmt.cond.right) ?? ''];
    found ||= kept.has(`${left} ${right}`) || kept.has(`${right} ${left}`);
  });
  return found;
}

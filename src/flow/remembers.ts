import type { Seen } from './view.js';
import { pathOf, visitSettings, visitStmts } from './expr.js';

/**
 * A function that keeps in a field whether it has switched on, and does nothing where that is what it is asked for: `if (on == foo->on) return 0; …
 * foo->on = on;`. However often it is called, it holds once, and whoever switches off later finds it on.
 */
export function remembersState({ fn }: Seen): boolean {
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

import type { Call, CFunction, Loop } from '../../types.js';
import { isVariable } from '../access-path.js';
import type { Cfg, CfgNode } from '../cfg.js';
import { visitBody, visitStmts } from '../expr.js';

/** The variables that a function returns, at most three: their values keep states apart. */
export function returnedVariables(fn: CFunction): readonly string[] {
  const names = new Set<string>();
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'return' && stmt.value?.kind === 'path' && isVariable(stmt.value.path))
      names.add(stmt.value.path);
  });
  return [...names].slice(0, 3);
}

/** The call of `ret = f(x); return ret;`, which is `return f(x);` in two lines. */
export function assignedJustBefore(cfg: Cfg, node: Extract<CfgNode, { kind: 'return' }>): Call | undefined {
  const { value } = node;
  if (value?.kind !== 'path') return undefined;
  const at = cfg.nodes.indexOf(node);
  for (const one of cfg.nodes) {
    if (one.kind !== 'step' || one.next !== at || one.expr.kind !== 'assign' || one.expr.op !== '=') continue;
    const { left, right } = one.expr;
    if (left.kind === 'path' && left.path === value.path && right.kind === 'call') return right;
  }
  return undefined;
}

/** Whether a call stands in a loop. */
export function withinLoop(loop: Loop, call: Call): boolean {
  let found = false;
  visitBody([loop], (expr) => {
    if (expr === call) found = true;
  });
  return found;
}

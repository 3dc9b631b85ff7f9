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

/** The calls of `ret = f(x); return ret;`, which is `return f(x);` in two lines; branches that meet before the return may have one each. */
export function assignedJustBefore(cfg: Cfg, node: Extract<CfgNode, { kind: 'return' }>): readonly Call[] {
  const { value } = node;
  if (value?.kind !== 'path') return [];
  const at = cfg.nodes.indexOf(node);
  return cfg.nodes.flatMap((one) => {
    if (one.kind !== 'step' || one.next !== at || one.expr.kind !== 'assign' || one.expr.op !== '=') return [];
    const { left, right } = one.expr;
    return left.kind === 'path' && left.path === value.path && right.kind === 'call' ? [right] : [];
  });
}

/** Whether a call stands in a loop. */
export function withinLoop(loop: Loop, call: Call): boolean {
  let found = false;
  visitBody([loop], (expr) => {
    if (expr === call) found = true;
  });
  return found;
}

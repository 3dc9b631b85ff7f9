import type { Call, Expr, Stmt } from '../types.js';
import { plain, tail } from '../flow/access-path.js';
import { exprsOf, pathOf, visitExpr, visitStmts } from '../flow/expr.js';
import { antonymOf } from '../flow/names.js';
import type { View } from '../flow/view.js';

/** A call with the path that its result goes to, if any. */
export interface Made {
  readonly call: Call;
  readonly result: string | undefined;
}

/** All calls of a body in source order, with what they are assigned to. */
export function madeCalls(body: readonly Stmt[]): readonly Made[] {
  const made: Made[] = [];
  visitStmts(body, (stmt) => {
    const results = new Map<Expr, string | undefined>();
    if (stmt.kind === 'declare' && stmt.init) results.set(stmt.init, stmt.name);
    for (const expr of exprsOf(stmt)) {
      visitExpr(expr, (one) => {
        if (one.kind === 'assign') results.set(one.right, pathOf(one.left));
      });
      visitExpr(expr, (one) => {
        if (one.kind === 'call') made.push({ call: one, result: results.get(one) });
      });
    }
  });
  return made;
}

/** Whether a release gives back what an acquire call took: by the catalogue and the path, or by their names and first argument. */
export function undoes(release: Call, acquire: Made, view: View): boolean {
  const { catalogue } = view;
  const api = catalogue.acquires.get(acquire.call.callee);
  const listed = api?.releases.find((one) => one.name === release.callee);
  if (api && listed) {
    const taken = api.handle.kind === 'return' ? acquire.result : pathOf(acquire.call.args[api.handle.index]);
    const given = listed.arg === undefined ? undefined : pathOf(release.args[listed.arg]);
    return taken === undefined || given === undefined || plain(taken) === plain(given) || tail(taken) === tail(given);
  }
  if (antonymOf(acquire.call.callee, new Set([release.callee]), catalogue) === undefined) return false;
  const a = pathOf(acquire.call.args[0]);
  const b = pathOf(release.args[0]);
  return a === undefined || b === undefined || plain(a) === plain(b) || acquire.result === b;
}

import type { AcquireApi, Call, Expr, Handle } from '../types.js';
import { base, tail } from './access-path.js';
import { callsOf, pathOf, visitBody, visitExpr, visitStmts } from './expr.js';
import type { Seen, View } from './view.js';

/** A call that starts what another call has set up, with the function that makes it. */
export interface Start {
  readonly call: Call;
  readonly by: Seen;
}

/** The first call in view that starts what `field` names: `schedule_work(&x->work)` after `INIT_WORK(&y->work, …)`. */
export function startOf(api: AcquireApi, field: string, view: View): Start | undefined {
  if (field === '') return undefined;
  for (const name of api.startedBy) {
    for (const by of view.callers(name)) {
      const call = callsOf(by.fn.body).find(
        (one) => one.callee === name && one.args.some((arg) => tail(pathOf(arg) ?? '') === field),
      );
      if (call) return { call, by };
    }
  }
  return undefined;
}

/**
 * The function asks the call, by a word in the struct that it gives it, to acquire something: `struct acpi_buffer buf = { ACPI_ALLOCATE_BUFFER, NULL }`
 * or `buf.length = ACPI_ALLOCATE_BUFFER`.
 */
export function isSetUpWith(word: string, call: Call, handle: Handle, { fn }: Seen): boolean {
  const struct = handle.kind === 'return' ? undefined : call.args[handle.index];
  if (struct?.kind !== 'address') return false;
  const variable = base(struct.path);
  let found = false;
  const look = (value: Expr): void => {
    visitExpr(value, (one) => {
      if (one.kind === 'path' && one.path === word) found = true;
    });
  };
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'declare' && stmt.name === variable && stmt.init) look(stmt.init);
  });
  visitBody(fn.body, (expr) => {
    if (expr.kind === 'assign' && base(pathOf(expr.left) ?? '') === variable) look(expr.right);
  });
  return found;
}

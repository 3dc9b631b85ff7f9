import type { AcquireApi, Call } from '../types.js';
import { tail } from './access-path.js';
import { callsOf, pathOf } from './expr.js';
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

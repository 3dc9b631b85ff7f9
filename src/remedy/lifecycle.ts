import type { Call, Finding, LifecycleSteps } from '../types.js';
import { closureCalls } from '../checks/lifecycle/closure.js';
import { pathOf } from '../flow/expr.js';
import type { View } from '../flow/view.js';
import { indexOfLine } from './lines.js';
import { functionAt } from './teardown.js';
import { madeCalls, undoes, type Made } from './undo.js';

/** The steps of an init function that its teardown undoes, in the order of init, and the one that it does not. */
export function lifecycleOf(finding: Finding, view: View): LifecycleSteps | undefined {
  const init = functionAt(finding, 'init', view);
  const teardown = functionAt(finding, 'teardown', view);
  if (!init || !teardown) return undefined;
  const label = init.fn.body.findIndex((stmt) => stmt.kind === 'label');
  const made = madeCalls(label < 0 ? init.fn.body : init.fn.body.slice(0, label));
  const undone = closureCalls(teardown, view);
  const place =
    finding.related.find((one) => one.role === 'caller' && one.function === init.fn.name) ??
    finding.related.find((one) => one.role === 'acquire' && one.function === init.fn.name);
  const missingAt = place ? indexOfLine(init.source, place.line) : -1;
  const step = finding.related.find((one) => one.role === 'release');
  const missing = step ? `${step.function}()` : `${finding.release[0] ?? ''}(${finding.resource})`;
  const steps: LifecycleSteps['steps'][number][] = [];
  for (const one of made) {
    const isMissing = one.call.at === missingAt;
    const undo = undone.find(({ call }) => undoes(call, one, view));
    if (!isMissing && !undo) continue;
    const acquire =
      one.result === undefined || isStatus(one, view) ? told(one.call) : `${one.result} = ${one.call.callee}()`;
    const release = isMissing ? missing : told(undo!.call);
    if (!steps.some((known) => known.acquire === acquire)) steps.push({ acquire, release, isMissing });
  }
  return steps.some((step) => step.isMissing) ? { init: init.fn.name, teardown: teardown.fn.name, steps } : undefined;
}

/** A call by its name and the object that it is about. */
function told(call: Call): string {
  return `${call.callee}(${pathOf(call.args[0]) ?? ''})`;
}

/** The result says how the call went; the object is an argument. */
function isStatus(made: Made, view: View): boolean {
  const api = view.catalogue.acquires.get(made.call.callee);
  return api ? api.handle.kind !== 'return' : /^(ret|err|rc|error|status|r)$/.test(made.result ?? '');
}

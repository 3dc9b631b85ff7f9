import type { Finding, LifecycleSteps } from '../types.js';
import { closureCalls } from '../checks/lifecycle/closure.js';
import type { View } from '../flow/view.js';
import { indexOfLine } from './lines.js';
import { functionAt } from './teardown.js';
import { madeCalls, undoes } from './undo.js';

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
  const missing = finding.related.find((one) => one.role === 'release')?.function ?? finding.release[0] ?? '';
  const steps: LifecycleSteps['steps'][number][] = [];
  for (const one of made) {
    const isMissing = one.call.at === missingAt;
    const release = isMissing ? missing : undone.find(({ call }) => undoes(call, one, view))?.call.callee;
    if (release === undefined || steps.some((step) => step.acquire === one.call.callee && step.release === release))
      continue;
    steps.push({ acquire: one.call.callee, release, isMissing });
  }
  return steps.some((step) => step.isMissing) ? { init: init.fn.name, teardown: teardown.fn.name, steps } : undefined;
}

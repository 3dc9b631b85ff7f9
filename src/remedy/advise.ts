import type { Finding, Place, Remedy } from '../types.js';
import type { Seen, View } from '../flow/view.js';
import { causeOf } from './cause.js';
import { exitRemedy } from './exit.js';
import { findStmt } from './find.js';
import { lifecycleOf } from './lifecycle.js';
import { indexOfLine } from './lines.js';
import { teardownRemedy } from './teardown.js';

/** Adds to a finding what a reviewer would say beyond it: which failure leads to each way out, and the remedy where it is mechanical. */
export function advise(finding: Finding, view: View): Finding {
  const seen = view.all.find((one) => one.fn.name === finding.function && one.source.path === finding.file);
  const related = seen
    ? finding.related.map((place, i) => withCause(place, finding.related[i + 1], seen, view))
    : finding.related;
  const remedy = finding.confidence === 'high' ? remedyOf(finding, seen, view) : undefined;
  const lifecycle = finding.check === 'leak-at-teardown' ? lifecycleOf(finding, view) : undefined;
  return { ...finding, related, ...(remedy ? { remedy } : {}), ...(lifecycle ? { lifecycle } : {}) };
}

function remedyOf(finding: Finding, seen: Seen | undefined, view: View): Remedy | undefined {
  switch (finding.check) {
    case 'leak-on-error-path':
    case 'leak-on-success-path':
    case 'leak-in-loop':
    case 'lost-release':
      return seen && exitRemedy(finding, seen, view);
    case 'leak-at-teardown':
      return teardownRemedy(finding, view);
    case 'wrong-release':
    case 'mixed-management':
      return undefined;
  }
}

/** A branch stands before its exit in the list: the failure that it tests is the cause only where the exit is inside. */
function withCause(place: Place, next: Place | undefined, seen: Seen, view: View): Place {
  if (place.file !== seen.source.path) return place;
  if (place.role === 'exit') return withTailCall(place, seen, view);
  if (place.role !== 'branch' || next?.role !== 'exit') return place;
  const at = indexOfLine(seen.source, place.line);
  const found = findStmt(seen.fn.body, at, (stmt) => stmt.kind === 'if');
  const test = found?.stmt;
  if (test?.kind !== 'if') return place;
  const exit = indexOfLine(seen.source, next.line);
  if (!findStmt(test.then, exit, () => true)) return place;
  const list = found!.lists.at(-1)!;
  const cause = causeOf(test, list[list.indexOf(test) - 1]);
  return cause ? { ...place, taken: true, cause: cause.callee } : { ...place, taken: true };
}

/** `return foo_register(q);` leaves when that call fails. */
function withTailCall(place: Place, seen: Seen, view: View): Place {
  const at = indexOfLine(seen.source, place.line);
  const stmt = findStmt(seen.fn.body, at, (one) => one.kind === 'return')?.stmt;
  if (stmt?.kind !== 'return' || stmt.value?.kind !== 'call') return place;
  const { callee } = stmt.value;
  return /^[a-z_]\w*$/.test(callee) && !view.catalogue.harmless.has(callee) ? { ...place, cause: callee } : place;
}

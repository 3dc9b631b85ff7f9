import type { Finding, Place, Remedy } from '../types.js';
import type { Seen, View } from '../flow/view.js';
import { causeOf } from './cause.js';
import { exitRemedy } from './exit.js';
import { findStmt } from './find.js';
import { indexOfLine } from './lines.js';
import { teardownRemedy } from './teardown.js';

/** Adds to a finding what a reviewer would say beyond it: which failure leads to each way out, and the remedy where it is mechanical. */
export function advise(finding: Finding, view: View): Finding {
  const seen = view.all.find((one) => one.fn.name === finding.function && one.source.path === finding.file);
  const related = seen
    ? finding.related.map((place, i) => withCause(place, finding.related[i + 1], seen))
    : finding.related;
  const remedy = finding.confidence === 'high' ? remedyOf(finding, seen, view) : undefined;
  return { ...finding, related, ...(remedy ? { remedy } : {}) };
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

/** A branch stands before its exit: the failure is the cause only where the exit is inside the branch. */
function withCause(place: Place, next: Place | undefined, seen: Seen): Place {
  if (place.role !== 'branch' || next?.role !== 'exit' || place.file !== seen.source.path) return place;
  const at = indexOfLine(seen.source, place.line);
  const found = findStmt(seen.fn.body, at, (stmt) => stmt.kind === 'if');
  const test = found?.stmt;
  if (test?.kind !== 'if') return place;
  const exit = indexOfLine(seen.source, next.line);
  if (!findStmt(test.then, exit, () => true)) return place;
  const list = found!.lists.at(-1)!;
  const cause = causeOf(test, list[list.indexOf(test) - 1]);
  return cause ? { ...place, cause: cause.callee } : place;
}

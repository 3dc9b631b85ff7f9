import type { Finding } from '../types.js';
import { plain, tail } from '../flow/access-path.js';
import type { Candidate } from '../checks/check.js';
import type { View } from '../flow/view.js';

/**
 * Findings that no longer hold once the rest of the series is applied are hints at best: the patch alone is wrong, the series is not.
 * `end` is the view of the end of the series and `found` what the checks say of it.
 */
export function heedLater(findings: readonly Finding[], found: readonly Candidate[], end: View): readonly Finding[] {
  return findings.map((finding) =>
    found.some((candidate) => isSame(finding, candidate, end))
      ? finding
      : { ...finding, confidence: 'low', repairedLater: true },
  );
}

/** The same loss, in the same function or, where a later patch has renamed that, in another. */
function isSame(finding: Finding, candidate: Candidate, end: View): boolean {
  const isTeardown = (check: Finding['check']): boolean => check === 'leak-at-teardown';
  if (isTeardown(finding.check) !== isTeardown(candidate.check) || finding.acquire !== candidate.acquire) return false;
  if (tail(plain(finding.resource)) !== tail(plain(candidate.resource))) return false;
  return candidate.seen.fn.name === finding.function || end.all.every((seen) => seen.fn.name !== finding.function);
}

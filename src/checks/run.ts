import type { Patch } from '../types.js';
import type { Seen, View } from '../flow/view.js';
import { functionKey, type Candidate, type Check, type CheckInput } from './check.js';
import { newFields, newNames } from './new-names.js';
import { ladderCheck } from './lifecycle/ladder.js';
import { pathCheck } from './paths.js';
import { teardownCheck } from './lifecycle/teardown.js';
import { unreleasedCheck } from './lifecycle/unreleased.js';

/** All checks, in the order in which their findings are reported for one line. */
export const CHECKS: readonly Check[] = [ladderCheck, pathCheck, teardownCheck, unreleasedCheck];

/** Runs every check on both sides of a patch. */
export function runChecks(
  before: View,
  after: View,
  patch: Patch,
): { readonly before: readonly Candidate[]; readonly after: readonly Candidate[] } {
  const touched = new Set([...touchedIn(before), ...touchedIn(after)]);
  const isNewName = newNames(patch);
  const isNewField = newFields(patch, isNewName);
  const on = (view: View): readonly Candidate[] => {
    const input: CheckInput = { view, touched, isNewName, isNewField, isChanged };
    return CHECKS.flatMap((check) => check.run(input));
  };
  const found = on(after);
  return { after: found, before: found.length === 0 ? [] : on(before) };
}

function isChanged(seen: Seen, at: number): boolean {
  const kind = seen.source.lines[at]?.kind;
  return kind === 'added' || kind === 'removed';
}

function touchedIn(view: View): readonly string[] {
  return view.all.flatMap((seen) => {
    for (let at = Math.max(0, seen.fn.at); at <= seen.fn.end; at++) {
      if (isChanged(seen, at)) return [functionKey(seen.source.path, seen.fn.name)];
    }
    return [];
  });
}

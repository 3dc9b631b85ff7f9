import type { Line, Patch } from '../types.js';
import type { Seen, View } from '../flow/view.js';
import { functionKey, type Candidate, type Check, type CheckInput } from './check.js';
import { removalsOf } from '../patch/removals.js';
import { newFields, newNames } from './new-names.js';
import { againCheck } from './again.js';
import { earlyReleaseCheck } from './lifecycle/early-release.js';
import { earlyReturnCheck } from './lifecycle/early-return.js';
import { ladderCheck } from './lifecycle/ladder.js';
import { managedTwiceCheck } from './managed-twice.js';
import { mixedManagementCheck } from './mixed-management.js';
import { pathCheck } from './paths.js';
import { reallocCheck } from './realloc.js';
import { skippedLabelCheck } from './skipped-label.js';
import { skippedUnwindCheck } from './skipped-unwind.js';
import { stillRunningCheck } from './lifecycle/still-running.js';
import { takenReleaseCheck } from './taken-release.js';
import { teardownCheck } from './lifecycle/teardown.js';
import { unwindBoundCheck } from './unwind-bound.js';
import { unseenFailureCheck } from './lifecycle/unseen-failure.js';
import { unreleasedCheck } from './lifecycle/unreleased.js';

/** All checks, in the order in which their findings are reported for one line. */
export const CHECKS: readonly Check[] = [
  againCheck,
  ladderCheck,
  earlyReleaseCheck,
  earlyReturnCheck,
  managedTwiceCheck,
  mixedManagementCheck,
  pathCheck,
  reallocCheck,
  skippedLabelCheck,
  skippedUnwindCheck,
  stillRunningCheck,
  takenReleaseCheck,
  teardownCheck,
  unreleasedCheck,
  unseenFailureCheck,
  unwindBoundCheck,
];

/** What the checks look at on either side of a patch. */
export type Scope = Pick<CheckInput, 'touched' | 'isNewName' | 'isNewField' | 'removedCalls' | 'addedCalls'>;

/** The functions that a patch changes, and the names that it brings in; `after` is the side with the patch. */
export function scopeOf(after: View, patch: Patch): Scope {
  const removals = removalsIn(patch);
  const touched = after.all.flatMap((seen) =>
    isTouched(seen, removals.get(seen.source.path) ?? []) ? [functionKey(seen.source.path, seen.fn.name)] : [],
  );
  const isNewName = newNames(patch);
  return {
    touched: new Set(touched),
    isNewName,
    isNewField: newFields(patch, isNewName),
    removedCalls: callsOn(patch, 'removed'),
    addedCalls: callsOn(patch, 'added'),
  };
}

/** The names that lines of a kind call, read once somebody asks. */
function callsOn(patch: Patch, kind: Line['kind']): () => ReadonlySet<string> {
  let names: Set<string> | undefined;
  return () => {
    if (names) return names;
    names = new Set();
    for (const { hunks } of patch.files)
      for (const { lines } of hunks)
        for (const line of lines)
          if (line.kind === kind) for (const [, name] of line.text.matchAll(/([A-Za-z_]\w*)\s*\(/g)) names.add(name!);
    return names;
  };
}

/** Runs every check on one side of a patch. */
export function runChecks(view: View, scope: Scope): readonly Candidate[] {
  const input: CheckInput = { ...scope, view, isChanged };
  return CHECKS.flatMap((check) => check.run(input));
}

function isChanged(seen: Seen, at: number): boolean {
  const kind = seen.source.lines[at]?.kind;
  return kind === 'added' || kind === 'removed';
}

/** A function is touched if it holds an added line, or one was removed between two of its lines. */
function isTouched(seen: Seen, removals: readonly number[]): boolean {
  const { lines } = seen.source;
  for (let at = Math.max(0, seen.fn.at); at <= seen.fn.end; at++) if (isChanged(seen, at)) return true;
  const first = lines[Math.max(0, seen.fn.at)]?.line ?? 0;
  const last = lines[seen.fn.end]?.line ?? lines.at(-1)?.line ?? 0;
  return removals.some((line) => first < line && line <= last);
}

/** By path: numbers (after the patch) of the lines in front of which something was removed. */
function removalsIn(patch: Patch): ReadonlyMap<string, readonly number[]> {
  return new Map(
    patch.files.map((file) => [file.newPath ?? file.oldPath ?? '', removalsOf(file).map(({ next }) => next)]),
  );
}

import type { Call, Catalogue } from '../../types.js';
import { plain, tail } from '../../flow/access-path.js';
import { callsOf, pathOf } from '../../flow/expr.js';
import { goneBy, type Gone } from '../../flow/gone.js';
import { nameSays, wordsOf } from '../../flow/names.js';
import { usesAfter } from '../../flow/used-after.js';
import type { Seen, View } from '../../flow/view.js';
import { touchedFunctions, type Candidate, type Check, type CheckInput } from '../check.js';
import { unseenAcquire } from '../known-release.js';

/** What a function gives back before its own next step still needs it. */
export const earlyReleaseCheck: Check = {
  ids: ['wrong-release'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input)),
};

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  return callsOf(seen.fn.body).flatMap((call: Call) =>
    goneBy(call, seen, view).flatMap((gone) => {
      const [use] = usesAfter(gone, seen, view);
      if (
        use === undefined ||
        isLookedUp(gone, view) ||
        isKept(gone, use, seen, view) ||
        !(input.isChanged(seen, call.at) || input.isChanged(seen, use))
      )
        return [];
      return [candidateOf(gone, use, seen, view)];
    }),
  );
}

/**
 * The function, or another that speaks of the same thing by its last name, takes or drops a count of it: that keeps the object. Or the next step is
 * another release of the same acquire, as registered objects want two.
 */
function isKept({ path, by }: Gone, use: number, seen: Seen, { catalogue, all }: View): boolean {
  const name = tail(path);
  const step = callsOf(seen.fn.body).filter((call) => call.at === use && call.callee !== by);
  const acquires = catalogue.releases.get(by) ?? [];
  if (step.some((call) => acquires.some((api) => api.releases.some((one) => one.name === call.callee)))) return true;
  return all.some(({ fn }) =>
    callsOf(fn.body).some((call) => {
      if (call.callee === by || catalogue.ends.has(call.callee)) return false;
      const isCount =
        keeps(call.callee, catalogue) ||
        catalogue.releases.get(call.callee)?.some((api) => keeps(api.name, catalogue)) === true;
      return (
        isCount &&
        call.args.some((arg) =>
          plain(pathOf(arg) ?? '')
            .split('.')
            .includes(name),
        )
      );
    }),
  );
}

/** Some code in view gets such objects from somebody who made them, and who may still have them: `scsi_host_lookup` beside `scsi_host_alloc`. */
function isLookedUp({ by }: Gone, view: View): boolean {
  const acquires = view.catalogue.releases.get(by) ?? [];
  const shared = acquires.filter((api) => nameSays(view.catalogue.words.shared, api.name));
  return shared.length < acquires.length && shared.some((api) => view.callers(api.name).length > 0);
}

/** A call that counts users of an object, not how often it is switched on. */
function keeps(name: string, { returnsArgument, acquires }: Catalogue): boolean {
  const api = acquires.get(name);
  return (
    returnsArgument.has(name) ||
    (api?.counted === true && (api.handle.kind === 'return' || wordsOf(name).includes('get')))
  );
}

function candidateOf(gone: Gone, use: number, seen: Seen, view: View): Candidate {
  const { rule } = unseenAcquire(gone.by, view.catalogue);
  return {
    check: 'wrong-release',
    rule,
    confidence: 'high',
    effect: 'use-after-free',
    evidence: ['order'],
    seen,
    resource: gone.path,
    acquire: '',
    releases: [gone.call.callee],
    origin: { seen, at: gone.call.at },
    ways: [{ exit: use, branch: -1 }],
    spots: [
      { role: 'release', seen, at: gone.call.at },
      { role: 'use', seen, at: use },
    ],
    certain: true,
  };
}

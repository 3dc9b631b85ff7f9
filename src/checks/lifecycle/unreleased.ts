import { isVariable, tail } from '../../flow/access-path.js';
import { callsOf } from '../../flow/expr.js';
import type { Seen } from '../../flow/view.js';
import { isForGood } from '../boot.js';
import { functionKey, least, type Candidate, type Check, type CheckInput } from '../check.js';
import { debtsOf, sureness, type Debt } from './debts.js';
import { couldRelease, isOwned, releasesDebt } from './discharge.js';
import { candidateOf } from './candidate.js';
import { rootsOf } from './roots.js';

/**
 * What the patch acquires into a field or a variable that it brings in itself and that no line of the mail releases: code that the mail does
 * not show was there before and cannot know the name, so there is no release, whoever the teardown is.
 */
export const unreleasedCheck: Check = {
  ids: ['leak-at-teardown'],
  run: (input) =>
    input.view.all
      .filter((seen) => input.touched.has(functionKey(seen.source.path, seen.fn.name)))
      .flatMap((seen) => checkFunction(seen, input)),
};

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  const debts = debtsOf(seen, input);
  return debts.flatMap((debt) => {
    if (debt.origin.seen.fn !== seen.fn || !input.isChanged(seen, debt.origin.at)) return [];
    if (isOwned(debt, input.view) || !isNew(debt, input) || isReleasedSomewhere(debt, debts, seen, input)) return [];
    const root = rootsOf(input.view).find((one) => one.init.fn === seen.fn);
    if (root?.how === 'module' && root.named.length === 0) return [];
    if (isForGood(seen, input.view)) return [];
    const { view } = input;
    return [
      candidateOf(
        debt,
        { init: seen, teardowns: root?.teardowns ?? [] },
        least(sureness(debt), 'medium'),
        ['new-in-patch'],
        view,
      ),
    ];
  });
}

/** Every place that holds it beyond the function is a field, or a variable of the file, that is known only since the patch. */
function isNew(debt: Debt, input: CheckInput): boolean {
  const { aliases } = input.view.derive(debt.frame.fn);
  const lasting = debt.homes.filter((home) => !isVariable(home) || !aliases.isLocal(home));
  return (
    lasting.length > 0 &&
    lasting.every((home) =>
      isVariable(home) ? !aliases.isParam(home) && input.isNewName(home) : input.isNewField(tail(home)),
    )
  );
}

function isReleasedSomewhere(debt: Debt, others: readonly Debt[], origin: Seen, input: CheckInput): boolean {
  return input.view.all.some((seen) =>
    callsOf(seen.fn.body).some((call) => {
      if (seen.fn === origin.fn && debt.undoneAt.has(call.at)) return false;
      return releasesDebt(call, seen, debt, others, input.view) || couldRelease(call, seen, debt, input.view);
    }),
  );
}

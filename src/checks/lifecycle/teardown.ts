import type { Confidence } from '../../types.js';
import { base, isVariable, tail } from '../../flow/access-path.js';
import type { Seen, View } from '../../flow/view.js';
import { isForGood } from '../boot.js';
import { functionKey, least, type Candidate, type Check, type CheckInput } from '../check.js';
import { closureFunctions } from './closure.js';
import { candidateOf } from './candidate.js';
import { allDebtsOf, isStartedLater, sureness, type Debt } from './debts.js';
import { isDischarged, isGivenBackLater } from './discharge.js';
import { memoryGoes } from './lifetime.js';
import { isOwnStruct, structOf, typeOf } from '../../flow/structs.js';
import { isCertain, rootsOf, type Root } from './roots.js';

/** What init still holds when it succeeds must be given back by its teardown. */
export const teardownCheck: Check = {
  ids: ['leak-at-teardown'],
  run: (input) => rootsOf(input.view).flatMap((root) => checkRoot(root, input)),
};

function checkRoot(root: Root, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  if (!isCertain(root) && isForGood(root.init, view) && root.teardowns.every((seen) => isCallback(seen, view)))
    return [];
  const all = new Set([root.init, ...root.teardowns].flatMap((seen) => [...closureFunctions(seen, view)]));
  const touched = view.all.some(
    (seen) => all.has(seen.fn) && input.touched.has(functionKey(seen.source.path, seen.fn.name)),
  );
  if (!touched) return [];
  const debts = allDebtsOf(root.init, input);
  const lost = debts.filter((debt) => confidenceOf(debt, root, input) !== undefined);
  const open = lost.filter((debt) => !isDischarged(debt, root, debts, view));
  const taken = lost.filter((debt) => !open.includes(debt) && mayBeTaken(debt, root, debts, input));
  const lacks = root.how === 'ops' && root.named.length === 0 ? (['no-teardown'] as const) : [];
  const toCandidate = (debt: Debt): Candidate => candidateOf(debt, root, confidenceOf(debt, root, input)!, lacks, view);
  return [
    ...onePerOrigin(open, debts).map(toCandidate),
    ...onePerOrigin(taken, debts).map((debt) => ({ ...toCandidate(debt), onlyIfRemoved: true })),
  ];
}

/** Nobody in view calls it and nobody else can: only who was given its address does, for a state or an event. */
function isCallback({ fn }: Seen, view: View): boolean {
  return fn.isStatic && view.callers(fn.name).length === 0;
}

/** Nothing that runs when the object goes gives the debt back, and the patch removes calls that did so. */
function mayBeTaken(debt: Debt, root: Root, others: readonly Debt[], input: CheckInput): boolean {
  if (!debt.releases.some((release) => input.removedCalls().has(release.name))) return false;
  const isTouched = root.teardowns.some((seen) => input.touched.has(functionKey(seen.source.path, seen.fn.name)));
  return isTouched && !isGivenBackLater(debt, root, others, input);
}

/** Of several places that one call's result is kept in, the first speaks for all; if one of them is given back, all are. */
function onePerOrigin(open: readonly Debt[], all: readonly Debt[]): readonly Debt[] {
  const same = (a: Debt, b: Debt): boolean =>
    a.origin.seen === b.origin.seen && a.origin.at === b.origin.at && a.api === b.api;
  return open.filter((debt, i) => {
    if (open.findIndex((other) => same(other, debt)) < i) return false;
    const places = all.filter((other) => same(other, debt) && other.site === debt.site);
    return places.every((other) => open.includes(other));
  });
}

/** The resource is kept in a field of an object that this code does not define: who does may free it with the object. */
function isForeign(debt: Debt, input: CheckInput): boolean {
  return debt.homes.every((home) => {
    if (isVariable(home) || input.isNewName(tail(home))) return false;
    const struct = structOf(typeOf(base(home), debt.site.acquire.inner.length > 0 ? debt.frame : debt.origin.seen));
    return struct !== undefined && !isOwnStruct(struct, input.view);
  });
}

/** The debt is kept in a field of an object of the type; what runs later may well be what frees the object. */
function isPartOf(debt: Debt, type: string, { catalogue }: View): boolean {
  if (catalogue.acquires.get(debt.api)?.effect === 'use-after-free') return false;
  return debt.homes.some((home) => /^\w+\.\w/.test(home) && structOf(typeOf(base(home), debt.frame)) === type);
}

function confidenceOf(debt: Debt, root: Root, input: CheckInput): Confidence | undefined {
  if (isStartedLater(debt, input.view) && !memoryGoes(debt, root, input.view)) return undefined;
  if (root.how === 'object' && !isPartOf(debt, root.type, input.view)) return undefined;
  const own = sureness(debt);
  if (debt.site.acquire.handle.kind === 'return' || debt.site.acquire.inner.length > 0)
    if (isForeign(debt, input)) return undefined;
  if (root.named.length > root.teardowns.length) return undefined;
  if (root.teardowns.some((seen) => !seen.fn.complete)) {
    const fresh =
      input.isChanged(debt.origin.seen, debt.origin.at) && debt.homes.some((home) => input.isNewName(tail(home)));
    return fresh ? least(own, 'medium') : undefined;
  }
  if (root.teardowns.length === 0) {
    const unbinds = root.how === 'ops' && root.role === 'device' && root.init.source.complete;
    return unbinds ? least(own, 'medium') : undefined;
  }
  return isCertain(root) ? own : least(own, 'medium');
}

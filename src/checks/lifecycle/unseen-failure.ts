import { tail } from '../../flow/access-path.js';
import { argPath } from '../../flow/scope.js';
import { callsOf } from '../../flow/expr.js';
import { nameSays } from '../../flow/names.js';
import type { Seen } from '../../flow/view.js';
import { least, touchedFunctions, type Candidate, type Check, type CheckInput, type Spot } from '../check.js';
import { debtsOf, sureness, tailsOf, type Debt } from './debts.js';
import { isOwned } from './discharge.js';
import { standsAlone } from './roots.js';

/**
 * What the patch acquires in a probe and gives back in another function alone. The rest of the probe is not in the mail: it was written when there
 * was nothing to give back, so what fails there leaves it behind.
 */
export const unseenFailureCheck: Check = {
  ids: ['leak-on-error-path'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input)),
};

/**
 * Lines of a probe behind the acquire that the mail does not show, so many that one of them fails: of 1,400 acquires in probes of Linux 6.12, a
 * failure follows 20 or more further lines in 97 of 100, and 30 or more lines up to the next function with the release in 93 of 100.
 */
const ENOUGH = { inside: 20, upToNext: 30 };

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  if (seen.fn.complete || standsAlone(seen, view) !== 'certain') return [];
  const debts = debtsOf(seen, input);
  return debts.flatMap((debt) => {
    if (isIdle(debt, input)) return [];
    if (debt.origin.seen.fn !== seen.fn || !input.isChanged(seen, debt.site.at) || isOwned(debt, view)) return [];
    if (isRewritten(debt, input) || !failsUnseen(seen, debt.site.at)) return [];
    const releases = releasesOf(debt, input);
    const elsewhere = releases.filter((one) => one.seen.fn !== seen.fn && input.isChanged(one.seen, one.at));
    if (elsewhere.length === 0 || elsewhere.length < releases.length) return [];
    return [candidateOf(debt, seen, elsewhere)];
  });
}

/** A timer that is set up and not started yet: where the probe ends early, nothing runs. */
function isIdle({ site: { acquire } }: Debt, { view }: CheckInput): boolean {
  return acquire.scope === 'teardown' && !nameSays(view.catalogue.words.embed, acquire.name);
}

/** The patch takes an acquire or release of the kind away elsewhere: it moves or converts what was there, and unseen code may still undo it. */
function isRewritten(debt: Debt, { removedCalls, view }: CheckInput): boolean {
  const { acquires } = view.catalogue;
  const managed = acquires.get(debt.api)?.managed ?? [];
  const names = [debt.site.acquire.name, debt.api, ...managed, ...debt.releases.map((one) => one.name)];
  if (names.some((name) => removedCalls().has(name))) return true;
  return debt.rule !== 'inferred' && [...removedCalls()].some((name) => acquires.get(name)?.rule === debt.rule);
}

function failsUnseen({ fn, source }: Seen, at: number): boolean {
  const numbers = source.lines.slice(at, fn.end + 1).map((one) => one.line);
  const inside = numbers.slice(1).reduce((sum, line, i) => sum + line - numbers[i]! - 1, 0);
  const last = source.lines[fn.end];
  const next = source.lines[fn.end + 1];
  const behind = last && next && !last.text.startsWith('}') ? next.line - last.line - 1 : 0;
  return inside >= ENOUGH.inside || inside + behind >= ENOUGH.upToNext;
}

/** The calls in view that give a debt back, by the name of the resource. */
function releasesOf(debt: Debt, { view }: CheckInput): readonly Spot[] {
  const tails = tailsOf(debt);
  return view.all.flatMap((seen) => {
    const { aliases } = view.derive(seen.fn);
    return callsOf(seen.fn.body)
      .filter((call) => debt.releases.some((one) => one.name === call.callee))
      .filter((call) => call.args.some((arg) => tails.has(tail(argPath(arg, aliases) ?? ''))))
      .map((call): Spot => ({ role: 'release', seen, at: call.at }));
  });
}

function candidateOf(debt: Debt, seen: Seen, releases: readonly Spot[]): Candidate {
  const { site } = debt;
  return {
    check: 'leak-on-error-path',
    rule: debt.rule,
    confidence: least(sureness(debt), 'medium'),
    effect: site.acquire.effect,
    evidence: [site.acquire.evidence, 'new-in-patch', 'gap-crossed'],
    seen,
    resource: site.resource,
    acquire: site.acquire.name,
    releases: debt.releases.map((one) => one.name),
    origin: { seen, at: site.at },
    ways: [{ exit: seen.fn.end, branch: -1 }],
    spots: [{ role: 'acquire', seen, at: site.at }, ...releases],
    certain: false,
  };
}

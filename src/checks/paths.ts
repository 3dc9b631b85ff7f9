import type { CheckId, Confidence, Evidence } from '../types.js';
import { isVariable, tail } from '../flow/access-path.js';
import { releasesSomewhere } from '../flow/effects.js';
import { ANY, NEGATIVE, POSITIVE, ZERO } from '../flow/mask.js';
import { nameSays } from '../flow/names.js';
import { followSite, type Exit } from '../flow/paths.js';
import type { Site } from '../flow/site.js';
import { sitesOf } from '../flow/sites.js';
import type { Seen } from '../flow/view.js';
import { functionKey, least, lower, type Candidate, type Check, type CheckInput, type Spot } from './check.js';
import { standsAlone } from './lifecycle/roots.js';

/** Resources that one function acquires and that some way out of the same function loses. */
export const pathCheck: Check = {
  ids: ['leak-on-error-path', 'leak-on-success-path', 'leak-in-loop', 'wrong-release'],
  run: (input) =>
    input.view.all
      .filter((seen) => input.touched.has(functionKey(seen.source.path, seen.fn.name)))
      .flatMap((seen) => checkFunction(seen, input)),
};

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  const { aliases } = view.derive(seen.fn);
  const scope = { view, seen, aliases };
  return sitesOf(seen, view).flatMap((site) => {
    if (site.acquire.scope === 'teardown') return [];
    const ways = followSite(seen.fn, site, scope);
    if (ways.spent) return [];
    const candidate = judgeSite(seen, site, knownExits(seen, site, ways.exits, input), input);
    return candidate ? [candidate] : [];
  });
}

/** Code between hunks was there before the patch: it cannot release what only the patch brings in. */
function survivesGap(site: Site, homes: readonly string[], seen: Seen, input: CheckInput): boolean {
  return input.isChanged(seen, site.at) && homes.some((home) => input.isNewName(tail(home)));
}

/**
 * The exits whose state is known. Behind a gap the resource is known to be held if the patch itself brings in its name, or if a later line still
 * gives it back.
 */
function knownExits(seen: Seen, site: Site, exits: readonly Exit[], input: CheckInput): readonly Exit[] {
  const stillHeld = exits.some((exit) => exit.gap && exit.status === 'released' && exit.release >= 0);
  return exits.filter((exit) => {
    if (exit.kind === 'lost' && !survivesGap(site, exit.homes, seen, input)) return false;
    return !exit.gap || stillHeld || survivesGap(site, exit.homes, seen, input);
  });
}

function judgeSite(seen: Seen, site: Site, exits: readonly Exit[], input: CheckInput): Candidate | undefined {
  const { acquire } = site;
  const returns = seen.fn.returns;
  const lost = exits.filter((exit) => exit.status === 'held' && exit.kind !== 'handed');
  if (lost.length === 0) return undefined;
  const overwritten = lost.filter((exit) => exit.kind === 'overwrite');
  const failing = lost.filter((exit) => exit.kind !== 'overwrite' && fails(exit, returns));
  const others = lost.filter((exit) => exit.kind !== 'overwrite' && !fails(exit, returns));
  const siblings = exits.filter((exit) => exit.status === 'released' && exit.release >= 0);
  const failingSiblings = siblings.filter((exit) => fails(exit, returns));
  const local = acquire.handle.kind === 'return' && !lost.some((exit) => exit.stored);

  if (site.loop) return make(seen, site, 'leak-in-loop', lost, siblings, base(site, lost), []);
  if (local) {
    const pure = lost.filter((exit) => exit.kind !== 'overwrite');
    if (pure.length === 0 && overwritten.length > 0) {
      return make(seen, site, 'leak-in-loop', overwritten, siblings, lower(base(site, overwritten)), []);
    }
    // Released only where the function fails, and given to others before it succeeds: it was meant to stay.
    const meant = failing.length === 0 && siblings.length > 0 && siblings.every((exit) => fails(exit, returns));
    if (meant && pure.every((exit) => exit.passed)) return undefined;
    const check: CheckId =
      others.length > 0 && failing.length === 0
        ? 'leak-on-success-path'
        : others.length > failing.length && siblings.length === 0
          ? 'leak-on-success-path'
          : 'leak-on-error-path';
    const sure = pure.some((exit) => !exit.passed) || siblings.length > 0;
    return make(
      seen,
      site,
      acquire.onlyOnFailure ? 'wrong-release' : check,
      pure,
      siblings,
      sure ? base(site, pure) : lower(base(site, pure)),
      [],
    );
  }
  if (acquire.onlyOnFailure) {
    if (failing.length === 0) return undefined;
    return make(seen, site, 'wrong-release', failing, siblings, lower(base(site, failing)), []);
  }
  if (failing.length === 0) {
    const balanced = siblings.filter((exit) => !fails(exit, returns) && exit.value !== ANY);
    if (balanced.length === 0 || others.length === 0 || acquire.handle.kind !== 'arg') return undefined;
    return make(seen, site, 'leak-on-success-path', others, siblings, lower(base(site, others)), ['sibling-exit']);
  }
  if (failingSiblings.length > 0)
    return make(seen, site, 'leak-on-error-path', failing, failingSiblings, base(site, failing), ['sibling-exit']);
  if (siblings.length > 0)
    return make(seen, site, 'leak-on-error-path', failing, siblings, base(site, failing), ['sibling-exit']);
  if (callerCleansUp(seen, site, failing, input)) return undefined;
  if (nameSays(input.view.catalogue.words.release, seen.fn.name)) return undefined;
  const alone = standsAlone(seen, input.view);
  const confidence: Confidence =
    alone === 'certain'
      ? base(site, failing)
      : alone === 'likely' || isSwitch(site)
        ? lower(base(site, failing))
        : 'low';
  return make(seen, site, 'leak-on-error-path', failing, [], confidence, []);
}

/** Something is switched on or counted up: who fails switches it off again, while memory in a field may wait for the owner's cleanup. */
function isSwitch(site: Site): boolean {
  return site.acquire.evidence === 'catalogue' && site.acquire.handle.kind === 'arg';
}

/** How sure the acquire itself is, less where unseen code was crossed. */
function base(site: Site, exits: readonly Exit[]): Confidence {
  const own: Confidence =
    site.acquire.evidence === 'catalogue' || site.acquire.evidence === 'summary' ? site.acquire.confidence : 'medium';
  return exits.every((exit) => exit.gap || exit.kind === 'lost') ? least(own, 'medium') : own;
}

/** Whether an exit is one of failure, by what it returns. */
export function fails(exit: Exit, returns: string): boolean {
  if (exit.kind === 'lost') return true;
  if (exit.kind === 'end') return false;
  if (exit.tailCall !== undefined) return true;
  if (returns.includes('*')) return (exit.value & POSITIVE) === 0;
  if (/\bbool\s*$/.test(returns)) return exit.value === ZERO;
  if (/\bvoid\s*$/.test(returns)) return false;
  return (exit.value & ZERO) === 0 && (exit.value & NEGATIVE) !== 0;
}

/** Whether a caller in view gives the resource back when this function fails. */
function callerCleansUp(seen: Seen, site: Site, exits: readonly Exit[], input: CheckInput): boolean {
  const homes = exits.flatMap((exit) => exit.homes);
  return input.view.callers(seen.fn.name).some((caller) => {
    if (caller.fn === seen.fn) return false;
    const { aliases } = input.view.derive(caller.fn);
    const wide = [...homes, ...homes.filter((home) => !isVariable(home)).map((home) => `?.${tail(home)}`)];
    return releasesSomewhere(
      caller.fn.body,
      { site, homes: wide, stored: true },
      { view: input.view, seen: caller, aliases },
    );
  });
}

function make(
  seen: Seen,
  site: Site,
  check: CheckId,
  exits: readonly Exit[],
  siblings: readonly Exit[],
  confidence: Confidence,
  extra: readonly Evidence[],
): Candidate {
  const { acquire } = site;
  const evidence: Evidence[] = [acquire.evidence, ...extra];
  if (exits.some((exit) => exit.gap)) evidence.push('gap-crossed');
  const spots: Spot[] = [{ role: 'acquire', seen, at: site.at }];
  for (const exit of exits.slice(0, 4)) {
    if (exit.branch >= 0) spots.push({ role: 'branch', seen, at: exit.branch });
    spots.push({ role: 'exit', seen, at: exit.jump >= 0 ? exit.jump : exit.at });
  }
  for (const exit of siblings.slice(0, 3))
    spots.push({ role: 'sibling', seen, at: exit.jump >= 0 ? exit.jump : exit.at });
  return {
    check,
    rule: acquire.rule,
    confidence,
    effect: acquire.effect,
    evidence,
    seen,
    resource: site.resource,
    acquire: acquire.name,
    releases: acquire.releases.map((release) => release.name),
    origin: { seen, at: site.at },
    ways: exits.map((exit) => ({ exit: exit.jump >= 0 ? exit.jump : exit.at, branch: exit.branch })),
    spots,
    certain: true,
  };
}

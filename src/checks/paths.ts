import type { CheckId, Confidence, Evidence } from '../types.js';
import { isVariable } from '../flow/access-path.js';
import { pathOf, visitSettings } from '../flow/expr.js';
import { isAskedFor } from '../flow/by-other-name.js';
import { ANY, NEGATIVE } from '../flow/way/mask.js';
import { nameSays } from '../flow/names.js';
import type { Exit } from '../flow/way/exit.js';
import { followSite } from '../flow/way/walk.js';
import type { Site } from '../flow/site.js';
import { isLeftToOwner } from '../flow/registered.js';
import { scopeIn, sitesOf } from '../flow/acquires.js';
import type { Seen, View } from '../flow/view.js';
import { touchedFunctions, least, lower, type Candidate, type Check, type CheckInput, type Spot } from './check.js';
import { isBootWithoutAnswer, isSetUpForGood } from './boot.js';
import { endsInError, endsStraight, fails, onlyFails } from './fails.js';
import { fateOf } from './fate.js';
import { knownExits } from './known-exits.js';
import { isSystemResume } from './resume.js';
import { givesBackByName, isBeyondOldCode, isGivenBackByAction, isReleasedElsewhere } from './elsewhere.js';
import { standsAlone } from './lifecycle/roots.js';

/** Resources that one function acquires and that some way out of the same function loses. */
export const pathCheck: Check = {
  ids: ['leak-on-error-path', 'leak-on-success-path', 'leak-in-loop', 'wrong-release'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input)),
};

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  if (onlyFails(seen.fn)) return [];
  const scope = scopeIn(seen, view);
  return sitesOf(seen, view).flatMap((site) => {
    if (site.acquire.scope === 'teardown') return [];
    const ways = followSite(seen.fn, site, scope);
    if (ways.spent) return [];
    const candidate = judgeSite(seen, site, knownExits(seen, site, ways, input), input);
    if (!candidate) return [];
    const isMinor =
      site.acquire.remembered === true ||
      isKeptMemory(seen, site, view) ||
      isKeptNode(site, view) ||
      isBootWithoutAnswer(seen, view) ||
      isOnlyOwnFailure(seen, site, input);
    if (!isMinor) return [candidate];
    return [{ ...candidate, confidence: least(candidate.confidence, 'medium') }];
  });
}

/** Memory that a helper leaves in an object which was there before: a buffer made anew or a table, that goes with its object. */
function isKeptMemory(seen: Seen, { acquire, homes, result }: Site, view: View): boolean {
  const { frees, acquires } = view.catalogue;
  if (acquire.inner.length === 0 || standsAlone(seen, view) === 'certain') return false;
  const isMemory = acquire.inner.every(
    (one) =>
      acquires.get(one.api)?.handle.kind === 'return' && one.releases.every((release) => frees.has(release.name)),
  );
  return isMemory && homes.some((home) => home !== result);
}

/** A reference on a node of the machine's description that a field keeps: on most machines nothing ever comes of one too many. */
function isKeptNode({ acquire, resource }: Site, { catalogue }: View): boolean {
  if (acquire.inner.length === 0 && (!acquire.counted || resource === '' || isVariable(resource))) return false;
  return acquire.releases.every((release) => nameSays(catalogue.words.node, release.name));
}

/**
 * All that is lost is the count that the call keeps although it fails, as `pm_runtime_get_sync()` does: the device did not come up, and its count
 * is one too many. True, and not every maintainer wants a patch for it.
 */
function isOnlyOwnFailure(seen: Seen, site: Site, input: CheckInput): boolean {
  if (!site.acquire.keptOnFailure) return false;
  const { view } = input;
  const usual: Site = { ...site, acquire: { ...site.acquire, keptOnFailure: false } };
  const ways = followSite(seen.fn, usual, scopeIn(seen, view));
  return judgeSite(seen, usual, knownExits(seen, usual, ways, input), input) === undefined;
}

function judgeSite(seen: Seen, site: Site, exits: readonly Exit[], input: CheckInput): Candidate | undefined {
  const lost = exits.filter((exit) => exit.status === 'held' && exit.kind !== 'handed');
  if (lost.length === 0 || (!site.loop && endsInError(seen.fn) && exits.every(failsAnyway))) return undefined;
  const siblings = exits.filter((exit) => exit.status === 'released' && exit.release >= 0);
  if (site.loop) return make(seen, site, 'leak-in-loop', lost, siblings, base(site, lost), []);
  const unshared = needsHandle(site) ? lost.filter((exit) => !exit.stored) : [];
  if (unshared.length > 0) return judgeUnshared(seen, site, unshared, siblings, input.view);
  const left = lost.filter((exit) => exit.kind !== 'overwrite');
  return judgeStored(seen, site, left, siblings, input);
}

/** Held where the function returns a constant error: if all its ways end so, it fails on purpose, for another driver to take the device. */
function failsAnyway(exit: Exit): boolean {
  return exit.status === 'held' && exit.kind === 'return' && exit.tailCall === undefined && exit.value === NEGATIVE;
}

/** Only who has the handle can give it back: the resource is what the call gave out, and no release goes by a name or number. */
function needsHandle({ acquire }: Site): boolean {
  return acquire.handle.kind !== 'arg' && acquire.releases.every((release) => release.arg !== undefined);
}

/** Nobody but the function itself knows the resource on these exits. */
function judgeUnshared(
  seen: Seen,
  site: Site,
  lost: readonly Exit[],
  siblings: readonly Exit[],
  view: View,
): Candidate | undefined {
  const { returns } = seen.fn;
  const isStraight = (exit: Exit): boolean => endsStraight(exit, seen);
  // Released only where a function without a result leaves early, and given to others before it comes to its end: it was meant to stay.
  const onlyEarly = siblings.length > 0 && !siblings.some(isStraight);
  const isMeant = (exit: Exit): boolean => onlyEarly && exit.passed && isStraight(exit);
  const isPaired = isCounted(site, view) && givesBackByName(seen, site, view);
  // Given back only where the function fails, and in use where it succeeds: a clock that stays on.
  const onlyOnFailure = siblings.length > 0 && siblings.every((exit) => fails(exit, returns));
  // So with an entry of a table whose number is known without the call.
  const stays = (exit: Exit): boolean =>
    !fails(exit, returns) && (isPaired || (onlyOnFailure && (isAskedFor(site) || isInUse(exit, seen, site, view))));
  const kept = lost.filter((exit) => !isMeant(exit) && !stays(exit));
  if (kept.length === 0) return undefined;
  const pure = kept.filter((exit) => exit.kind !== 'overwrite');
  if (pure.length === 0) return make(seen, site, 'leak-in-loop', kept, siblings, lower(base(site, kept)), []);
  const failing = pure.filter((exit) => fails(exit, returns) || kept.length < lost.length);
  const others = pure.filter((exit) => !failing.includes(exit));
  // The same where the result tells; what is registered stays without its handle.
  const meant = failing.length === 0 && siblings.length > 0 && siblings.every((exit) => fails(exit, returns));
  const isRegistered = site.acquire.evidence === 'catalogue' && nameSays(view.catalogue.words.embed, site.acquire.name);
  if (meant && (isRegistered || pure.every((exit) => exit.passed))) return undefined;
  if (isRegistered && failing.length === 0 && siblings.length === 0 && isSetUpForGood(seen, view)) return undefined;
  const succeeding = failing.length === 0 || (others.length > failing.length && siblings.length === 0);
  const check: CheckId = site.acquire.onlyOnFailure
    ? 'wrong-release'
    : others.length > 0 && succeeding
      ? 'leak-on-success-path'
      : 'leak-on-error-path';
  const sure = pure.some((exit) => !exit.passed) || siblings.length > 0;
  return make(seen, site, check, pure, siblings, sure ? base(site, pure) : lower(base(site, pure)), []);
}

function isCounted({ acquire }: Site, { catalogue }: View): boolean {
  return acquire.counted || acquire.inner.some((one) => catalogue.acquires.get(one.api)?.counted === true);
}

/** Something that was switched on by its handle still is so where the function leaves. */
function isInUse(exit: Exit, seen: Seen, site: Site, view: View): boolean {
  return sitesOf(seen, view).some((other) => {
    if (other.acquire.handle.kind !== 'arg' || other.at <= site.at) return false;
    if (!other.homes.some((home) => exit.homes.includes(home))) return false;
    return followSite(seen.fn, other, scopeIn(seen, view)).exits.some(
      (one) => one.at === exit.at && one.status === 'held',
    );
  });
}

/** The resource is in an object that lives on, or is a state of such an object: what the exits and the callers say decides. */
function judgeStored(
  seen: Seen,
  site: Site,
  lost: readonly Exit[],
  siblings: readonly Exit[],
  input: CheckInput,
): Candidate | undefined {
  const { returns } = seen.fn;
  const { acquire } = site;
  if (lost.every((exit) => isLeftToOwner(site, exit.homes, seen, input.view))) return undefined;
  const failing = lost.filter((exit) => fails(exit, returns));
  const others = lost.filter((exit) => !fails(exit, returns));
  if (acquire.onlyOnFailure) {
    if (failing.length === 0) return undefined;
    return make(seen, site, 'wrong-release', failing, siblings, least('medium', base(site, failing)), []);
  }
  if (failing.length === 0) {
    const balanced = siblings.filter((exit) => !fails(exit, returns) && exit.value !== ANY && !exit.unwinding);
    if (balanced.length === 0 || others.length === 0 || acquire.handle.kind !== 'arg') return undefined;
    return make(seen, site, 'leak-on-success-path', others, siblings, lower(base(site, others)), ['sibling-exit']);
  }
  const isBalanced = siblings.some((exit) => !fails(exit, returns));
  if (!isBalanced && isSystemResume(seen, input.view))
    return make(seen, site, 'leak-on-error-path', failing, siblings, 'low', []);
  if (acquire.restored || (acquire.remembered && standsAlone(seen, input.view) !== 'certain'))
    return make(seen, site, 'leak-on-error-path', failing, siblings, 'low', []);
  if (siblings.length > 0) {
    if (isCleanedByCallers(seen, site, failing, input.view)) return undefined;
    const nearest = siblings.filter((exit) => fails(exit, returns));
    const shown = nearest.length > 0 ? nearest : siblings;
    const sure = failing.every((exit) => isLeftAtLast(exit, site))
      ? least(base(site, failing), 'medium')
      : base(site, failing);
    return make(seen, site, 'leak-on-error-path', failing, shown, sure, ['sibling-exit']);
  }
  if (nameSays(input.view.catalogue.words.release, seen.fn.name)) return undefined;
  const isOutOfReach = (homes: readonly string[]): boolean => isBeyondOldCode(site, homes, input);
  const fates = failing.map((exit) => fateOf(seen, exit.homes, site, input.view, isOutOfReach));
  const kept = failing.filter((_, i) => fates[i] !== 'cleaned');
  if (kept.length === 0) return undefined;
  const likely = standsAlone(seen, input.view) === 'likely' || isSwitch(site, input.view);
  const elsewhere = isReleasedElsewhere(site, kept, seen, input.view) || isGivenBackByAction(site, kept, input.view);
  const lostFor: Confidence = elsewhere ? least(base(site, kept), 'medium') : base(site, kept);
  const confidence: Confidence = fates.includes('lost') ? lostFor : likely ? lower(base(site, kept)) : 'low';
  return make(seen, site, 'leak-on-error-path', kept, [], confidence, []);
}

/** One exit gives it back and sets the field to NULL, for the callers that clean up after each of the others. */
function isCleanedByCallers(seen: Seen, site: Site, failing: readonly Exit[], view: View): boolean {
  const { aliases } = view.derive(seen.fn);
  const reset = new Set<string>();
  visitSettings(seen.fn.body, (path, value) => {
    if (pathOf(value) === 'NULL') reset.add(aliases.resolve(path));
  });
  if (!site.homes.some((home) => !isVariable(home) && reset.has(home))) return false;
  return failing.every((exit) => fateOf(seen, exit.homes, site, view, () => false) === 'cleaned');
}

/** `dentry->d_fsdata = cell; return d_splice_alias(inode, dentry);`: left with its owner before a last call, whose failure its owner may answer for. */
function isLeftAtLast({ tailCall, homes }: Exit, { acquire, result }: Site): boolean {
  return tailCall !== undefined && acquire.handle.kind === 'return' && homes.some((home) => home !== result);
}

/** Something is switched on or counted up: who fails switches it off again, while memory in a field may wait for the owner's cleanup. */
function isSwitch(site: Site, view: View): boolean {
  const { acquire } = site;
  if (acquire.handle.kind !== 'arg') return false;
  return acquire.evidence === 'catalogue' || nameSays(view.catalogue.words.switch, acquire.name);
}

/** How sure the acquire itself is, less where unseen code was crossed. */
function base(site: Site, exits: readonly Exit[]): Confidence {
  const own: Confidence =
    site.acquire.evidence === 'catalogue' || site.acquire.evidence === 'summary' ? site.acquire.confidence : 'medium';
  return exits.every((exit) => exit.gap !== 'none' || exit.kind === 'lost' || exit.kind === 'unseen')
    ? least(own, 'medium')
    : own;
}

/** The line that leaves: the goto, or for a loop the break; a break before the return is no way out of anything else. */
function lineOf({ jump, at, unwinding }: Exit, { loop }: Site): number {
  return jump >= 0 && (unwinding || loop) ? jump : at;
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
  if (exits.some((exit) => exit.gap !== 'none')) evidence.push('gap-crossed');
  const spots: Spot[] = [{ role: 'acquire', seen, at: site.at }];
  for (const exit of exits.slice(0, 4)) {
    if (exit.branch >= 0) spots.push({ role: 'branch', seen, at: exit.branch });
    spots.push({ role: 'exit', seen, at: lineOf(exit, site) });
  }
  for (const exit of siblings.slice(0, 3)) spots.push({ role: 'sibling', seen, at: lineOf(exit, site) });
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
    ways: exits.map((exit) => ({ exit: lineOf(exit, site), branch: exit.branch })),
    spots,
    certain: true,
  };
}

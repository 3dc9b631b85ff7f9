import type { Confidence, Evidence } from '../types.js';
import { isVariable, tail } from '../flow/access-path.js';
import { succeeds } from '../flow/acquires.js';
import { effectOf, type Held } from '../flow/effects.js';
import { followSite } from '../flow/way/walk.js';
import type { Site } from '../flow/site.js';
import { sitesOf } from '../flow/sites.js';
import type { Seen, View } from '../flow/view.js';
import { closureCalls, closureFunctions } from './closure.js';
import { functionKey, least, type Candidate, type Check, type CheckInput, type Spot } from './check.js';
import { rootsOf, type Root } from './roots.js';

/** What init still holds when it succeeds must be given back by its teardown. */
export const teardownCheck: Check = {
  ids: ['leak-at-teardown'],
  run: (input) => rootsOf(input.view).flatMap((root) => checkRoot(root, input)),
};

function checkRoot(root: Root, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  const all = [root.init, ...root.teardowns].flatMap((seen) => [...closureFunctions(seen, view)]);
  const touched = view.all.some(
    (seen) => all.includes(seen.fn) && input.touched.has(functionKey(seen.source.path, seen.fn.name)),
  );
  if (!touched) return [];
  return debtsOf(root.init, view).flatMap((debt) => {
    if (dischargedSomewhere(debt, root, view)) return [];
    const confidence = confidenceOf(debt, root, input);
    return confidence === undefined ? [] : [candidateOf(debt, root, confidence)];
  });
}

/** Something that a function holds when it succeeds. */
interface Debt extends Held {
  readonly site: Site;
}

/** What a function still holds on success, beyond its own locals. */
function debtsOf(init: Seen, view: View): readonly Debt[] {
  const { aliases } = view.derive(init.fn);
  return sitesOf(init, view).flatMap((site): readonly Debt[] => {
    if (site.loop || site.acquire.onlyOnFailure) return [];
    const ways = followSite(init.fn, site, { view, seen: init, aliases });
    const held = ways.exits.filter(
      (exit) =>
        exit.status === 'held' && exit.gap === 'none' && exit.kind !== 'handed' && succeeds(exit, init.fn.returns),
    );
    const kept = held.find((exit) => exit.stored || site.acquire.handle.kind !== 'return');
    if (!kept || held.length < ways.exits.filter((exit) => succeeds(exit, init.fn.returns)).length) return [];
    return [{ site, homes: kept.homes, stored: true }];
  });
}

/** Whether any function in view but the init gives the debt back, or could for all that is known. */
function dischargedSomewhere(debt: Debt, root: Root, view: View): boolean {
  const names = new Set(debt.site.acquire.releases.map((release) => release.name));
  const tails = new Set(debt.homes.map(tail));
  const teardowns = new Set(root.teardowns.flatMap((seen) => [...closureFunctions(seen, view)]));
  for (const seen of view.all) {
    if (seen.fn === root.init.fn) continue;
    const { aliases } = view.derive(seen.fn);
    const inTeardown = teardowns.has(seen.fn);
    for (const { call } of inTeardown
      ? closureCalls(seen, view).filter((made) => made.by === seen)
      : ownCalls(seen, view)) {
      if (names.has(call.callee)) {
        const direct =
          call.args.length === 0 ||
          debt.site.acquire.handle.kind !== 'return' ||
          debt.homes.every((home) => isVariable(home) || home.includes('()'));
        if (direct) return true;
        if (
          call.args.some(
            (arg) => (arg.kind === 'path' || arg.kind === 'address') && matches(aliases.resolve(arg.path), tails),
          )
        )
          return true;
        if (call.args.every((arg) => arg.kind !== 'path' || isVariable(aliases.resolve(arg.path)))) return true;
        continue;
      }
      if (!inTeardown) continue;
      const homes = [
        ...debt.homes,
        ...[...tails].flatMap((name) =>
          call.args.flatMap((arg) =>
            arg.kind === 'path' || arg.kind === 'address' ? [`${aliases.resolve(arg.path)}.${name}`] : [],
          ),
        ),
      ];
      const effect = effectOf(call, { ...debt, homes }, { view, seen, aliases });
      if (effect === 'release' || effect === 'may-release' || effect === 'transfer') return true;
    }
  }
  return false;
}

function ownCalls(seen: Seen, view: View): ReturnType<typeof closureCalls> {
  return closureCalls(seen, view).filter((made) => made.by === seen);
}

function matches(path: string, tails: ReadonlySet<string>): boolean {
  return tails.has(tail(path));
}

function confidenceOf(debt: Debt, root: Root, input: CheckInput): Confidence | undefined {
  const { acquire } = debt.site;
  const own: Confidence =
    acquire.evidence === 'catalogue' ? acquire.confidence : acquire.evidence === 'summary' ? 'high' : 'medium';
  if (root.named.length > root.teardowns.length) return undefined;
  if (root.teardowns.some((seen) => !seen.fn.complete)) {
    const fresh = input.isChanged(root.init, debt.site.at) && debt.homes.some((home) => input.isNewName(tail(home)));
    return fresh ? least(own, 'medium') : undefined;
  }
  if (root.teardowns.length === 0) return root.init.source.complete ? least(own, 'medium') : undefined;
  return root.how === 'name' ? least(own, 'medium') : own;
}

function candidateOf(debt: Debt, root: Root, confidence: Confidence): Candidate {
  const { site } = debt;
  const { acquire } = site;
  const evidence: Evidence[] = [acquire.evidence, 'teardown-in-view'];
  const spots: Spot[] = [
    { role: 'acquire', seen: root.init, at: site.at },
    { role: 'init', seen: root.init, at: root.init.fn.at },
    ...root.teardowns.map((seen): Spot => ({ role: 'teardown', seen, at: seen.fn.at })),
  ];
  return {
    check: 'leak-at-teardown',
    rule: acquire.rule,
    confidence,
    effect: acquire.effect,
    evidence,
    seen: root.init,
    resource: site.resource,
    acquire: acquire.name,
    releases: acquire.releases.map((release) => release.name),
    origin: { seen: root.init, at: site.at },
    ways: [],
    spots,
    certain: root.teardowns.length > 0 && root.teardowns.every((seen) => seen.fn.complete),
  };
}

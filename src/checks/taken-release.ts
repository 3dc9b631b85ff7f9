import type { Confidence } from '../types.js';
import type { Exit } from '../flow/way/exit.js';
import { followSite } from '../flow/way/walk.js';
import type { Site } from '../flow/site.js';
import { scopeIn, sitesOf } from '../flow/acquires.js';
import type { Seen } from '../flow/view.js';
import { least, lower, touchedFunctions, type Candidate, type Check, type CheckInput, type Spot } from './check.js';
import { onlyFails } from './fails.js';

/**
 * Ways out that hold a resource whose releases the patch removes. Who else could give it back did not matter while they did; the judge keeps those
 * that were balanced before.
 */
export const takenReleaseCheck: Check = {
  ids: ['lost-release'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input)),
};

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  const sites = sitesOf(seen, view);
  if (sites.length === 0 || input.removedCalls().size === 0 || onlyFails(seen.fn)) return [];
  const scope = scopeIn(seen, view);
  return sites.flatMap((site) => {
    if (!isTaken(site, input) || isManagedNow(site, input)) return [];
    const { exits, spent } = followSite(seen.fn, site, scope);
    const held = spent ? [] : exits.filter((exit) => isHeld(exit, site));
    return held.length === 0 ? [] : [candidateOf(site, held, seen)];
  });
}

/** The patch removes calls of a release, and adds none: what it moves somewhere else is still there. */
function isTaken({ acquire, loop, resource }: Site, { removedCalls, addedCalls }: CheckInput): boolean {
  if (loop || resource === '' || acquire.onlyOnFailure || acquire.scope === 'teardown') return false;
  const names = acquire.releases.map((one) => one.name);
  return names.some((name) => removedCalls().has(name)) && !names.some((name) => addedCalls().has(name));
}

/** The patch adds a managed call for something that has a release in common: the owner does from now on what the lines did. */
function isManagedNow({ acquire }: Site, { addedCalls, view }: CheckInput): boolean {
  const { releases } = view.catalogue;
  return acquire.releases.some((release) =>
    (releases.get(release.name) ?? []).some((api) => api.managed.some((name) => addedCalls().has(name))),
  );
}

/** Held, or no more than perhaps released: what switched off or dropped something else of the same object stood there before as well. */
function isHeld(exit: Exit, { acquire }: Site): boolean {
  if (exit.gap !== 'none' || (exit.kind !== 'return' && exit.kind !== 'end')) return false;
  return exit.status === 'held' || (acquire.handle.kind === 'arg' && exit.release < 0);
}

function candidateOf(site: Site, exits: readonly Exit[], seen: Seen): Candidate {
  const { acquire } = site;
  const passed = exits.every((exit) => exit.passed);
  return {
    check: 'lost-release',
    rule: acquire.rule,
    confidence: passed ? lower(sureness(site)) : sureness(site),
    effect: acquire.effect,
    evidence: [acquire.evidence],
    seen,
    resource: site.resource,
    acquire: acquire.name,
    releases: acquire.releases.map((one) => one.name),
    origin: { seen, at: site.at },
    ways: exits.map((exit) => ({ exit: exit.jump >= 0 ? exit.jump : exit.at, branch: exit.branch })),
    spots: [
      { role: 'acquire', seen, at: site.at },
      ...exits
        .slice(0, 4)
        .flatMap((exit): Spot[] => [
          ...(exit.branch >= 0 ? [{ role: 'branch', seen, at: exit.branch } as const] : []),
          { role: 'exit', seen, at: exit.jump >= 0 ? exit.jump : exit.at },
        ]),
    ],
    certain: true,
    onlyIfRemoved: true,
  };
}

function sureness({ acquire }: Site): Confidence {
  const isListed = acquire.evidence === 'catalogue' || acquire.evidence === 'summary';
  return least(acquire.confidence, isListed ? 'high' : 'medium');
}

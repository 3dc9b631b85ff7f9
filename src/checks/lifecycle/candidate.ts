import type { Confidence, Evidence } from '../../types.js';
import { tail } from '../../flow/access-path.js';
import { startOf } from '../../flow/started.js';
import type { Seen, View } from '../../flow/view.js';
import { type Candidate, type Spot } from '../check.js';
import { closureCalls } from './closure.js';
import { resourceOf, type Debt } from './debts.js';
import { counterpartOf, isForgottenTwin } from './twin.js';

/** The functions that a finding names. */
export interface Ends {
  readonly init: Seen;
  readonly teardowns: readonly Seen[];
}

/**
 * A debt as a finding about the teardowns that lack its release. Where the helper that acquires has a counterpart of its own which the
 * teardown does not call, the call of the helper is named; else the line of the helper that acquires.
 */
export function candidateOf(
  debt: Debt,
  ends: Ends,
  confidence: Confidence,
  extra: readonly Evidence[],
  view: View,
): Candidate {
  const { site } = debt;
  const { acquire } = site;
  const api = view.catalogue.acquires.get(debt.api);
  const start = api && startOf(api, tail(debt.homes[0] ?? ''), view);
  const counterpart = lackingCounterpart(debt, ends, view);
  const origin = counterpart === undefined ? debt.origin : { seen: ends.init, at: site.at };
  const inTeardown = ends.teardowns.length > 0 ? (['teardown-in-view'] as const) : [];
  const evidence: Evidence[] = [acquire.evidence, ...inTeardown, ...extra];
  if (debt.gap) evidence.push('gap-crossed');
  const isHelper = origin.seen.fn !== ends.init.fn;
  const spots: Spot[] = [
    { role: 'acquire', ...origin },
    ...(start ? [{ role: 'start', seen: start.by, at: start.call.at } as const] : []),
    ...(isHelper ? [{ role: 'caller', seen: ends.init, at: site.at } as const] : []),
    { role: 'init', seen: ends.init, at: ends.init.fn.at },
    ...ends.teardowns.map((seen): Spot => ({ role: 'teardown', seen, at: seen.fn.at })),
  ];
  const releases = debt.releases.map((release) => release.name);
  return {
    check: 'leak-at-teardown',
    rule: debt.rule,
    confidence,
    effect: api?.effect ?? acquire.effect,
    evidence,
    seen: origin.seen,
    resource: resourceOf(debt),
    acquire: counterpart === undefined ? debt.api : acquire.name,
    releases: counterpart === undefined ? releases : [counterpart, ...releases.filter((name) => name !== counterpart)],
    origin,
    ways: [],
    spots,
    certain: ends.teardowns.length > 0 && ends.teardowns.every((seen) => seen.fn.complete),
  };
}

/** The counterpart of the helper, where no teardown calls it for this object. */
function lackingCounterpart(debt: Debt, ends: Ends, view: View): string | undefined {
  const whole = counterpartOf(debt);
  if (whole === undefined) return undefined;
  const isCalled = ends.teardowns.some((seen) => closureCalls(seen, view).some(({ call }) => call.callee === whole));
  return isCalled && !isForgottenTwin(debt, ends.teardowns, view) ? undefined : whole;
}

import type { Confidence, Release } from '../../types.js';
import { isVariable, tail } from '../../flow/access-path.js';
import { scopeIn, sitesOf, succeeds } from '../../flow/acquires.js';
import { callsOf } from '../../flow/expr.js';
import type { Held } from '../../flow/scope.js';
import { perFunction } from '../../flow/memory.js';
import type { Inner, Site } from '../../flow/site.js';
import type { Seen, View } from '../../flow/view.js';
import type { Exit } from '../../flow/way/exit.js';
import { isDriverData, outlives } from '../../flow/way/state.js';
import { followSite } from '../../flow/way/walk.js';
import { least, type CheckInput } from '../check.js';

/** Something that a function still holds when it has succeeded. */
export interface Debt extends Held {
  readonly site: Site;
  /** Where it is acquired in the end: the function itself, or a callee in view. */
  readonly origin: { readonly seen: Seen; readonly at: number };
  /** The function whose variables the homes speak of. */
  readonly frame: Seen;
  readonly api: string;
  readonly rule: string;
  readonly releases: readonly Release[];
  /** Unseen code lies between the acquire and the way out. */
  readonly gap: boolean;
  /** The call says only that something is added to what is already there: passed on to a function not in view. */
  readonly passed: boolean;
  /** Lines of the function that give it back where the function fails. */
  readonly undoneAt: ReadonlySet<number>;
}

/** What a function still holds on success, without what runs only once another function starts it. */
export function debtsOf(init: Seen, input: CheckInput): readonly Debt[] {
  return allDebtsOf(init, input).filter((debt) => !isStartedLater(debt, input.view));
}

/** Work or a timer that is set up here and started elsewhere: `INIT_WORK` and, in a handler, `schedule_work`. */
export function isStartedLater(debt: Debt, { catalogue }: View): boolean {
  return (catalogue.acquires.get(debt.api)?.startedBy.length ?? 0) > 0;
}

/**
 * What a function still holds on success, beyond its own locals. Code between hunks was there before the patch: it is taken not to release
 * what an added line acquires.
 */
export function allDebtsOf(init: Seen, input: CheckInput): readonly Debt[] {
  const { view } = input;
  return debts(init, view, () => sitesOf(init, view).flatMap((site) => debtOf(site, init, input)));
}

const debts = perFunction<readonly Debt[]>();

function debtOf(site: Site, init: Seen, input: CheckInput): readonly Debt[] {
  if (site.loop || site.acquire.toggles || site.resource === '' || site.acquire.onlyOnFailure) return [];
  const { view } = input;
  const { aliases } = view.derive(init.fn);
  const scope = scopeIn(init, view);
  const added = input.isChanged(init, site.at);
  const lasting = (homes: readonly string[]): boolean =>
    site.acquire.handle.kind !== 'return' || homes.some((home) => outlives(home, scope));
  const ways = followSite(init.fn, site, scope);
  if (ways.spent) return [];
  const open = added ? ways.unseen.filter((exit) => exit.at === init.fn.end) : [];
  const success = withoutUnwound([...ways.exits, ...open].filter((exit) => succeeds(exit, init.fn.returns)));
  const held = success.filter(
    (exit) =>
      exit.status === 'held' &&
      exit.kind !== 'handed' &&
      ((exit.gap === 'none' && exit.kind !== 'unseen') || (added && lasting(exit.homes))),
  );
  const kept = held.find((exit) => exit.stored || site.acquire.handle.kind !== 'return');
  if (!kept || held.length < success.length) return [];
  if (isPulse(site, init, (path) => aliases.resolve(path))) return [];
  const undoneAt = new Set(ways.exits.filter((exit) => exit.release >= 0).map((exit) => exit.release));
  const { inner } = site.acquire;
  if (inner.length === 0) {
    const { acquire } = site;
    return [
      {
        ...common(site, kept, site.homes),
        undoneAt,
        frame: init,
        origin: { seen: init, at: site.at },
        api: acquire.name,
        rule: acquire.rule,
        releases: acquire.releases,
      },
    ];
  }
  return inner.map((one) => ({
    ...common(site, kept, one.path === '' ? site.homes : [one.path]),
    undoneAt,
    frame: init,
    origin: originOf(one, init, site, view),
    api: one.api,
    rule: one.rule,
    releases: [...one.releases, ...site.acquire.releases],
  }));
}

/** A way that goes through the unwinding code below the successful return has failed, though it may return 0: an error code was forgotten. */
function withoutUnwound(success: readonly Exit[]): readonly Exit[] {
  const held = success.filter((exit) => exit.status === 'held' && exit.kind === 'return').map((exit) => exit.at);
  const first = Math.min(...held);
  return success.filter((exit) => exit.status === 'held' || !exit.unwinding || exit.release <= first);
}

function common(
  site: Site,
  kept: Exit,
  first: readonly string[],
): Pick<Debt, 'site' | 'homes' | 'stored' | 'gap' | 'passed'> {
  const places = site.acquire.inner.length > 0 ? [] : kept.homes.filter((home) => !isDriverData(home));
  const homes = [...new Set([...first, ...places])];
  return { site, homes, stored: true, gap: kept.gap !== 'none' || kept.kind === 'unseen', passed: kept.passed };
}

function originOf(inner: Inner, init: Seen, site: Site, view: View): Debt['origin'] {
  const seen = view.all.find((one) => one.fn.name === inner.function && one.cfile.path === inner.file);
  return seen ? { seen, at: inner.at } : { seen: init, at: site.at };
}

/** Given back before it is taken, such as a reset that is asserted and released again: the function ends a state that it began itself. */
function isPulse(site: Site, init: Seen, resolve: (path: string) => string): boolean {
  if (site.acquire.handle.kind !== 'arg' || site.acquire.inner.length > 0) return false;
  for (const call of callsOf(init.fn.body)) {
    if (call === site.call) return false;
    const release = site.acquire.releases.find((one) => one.name === call.callee);
    const arg = release && call.args[release.arg ?? 0];
    if (arg && 'path' in arg && site.homes.includes(resolve(arg.path))) return true;
  }
  return false;
}

/** The resource as the function that acquires it writes it. */
export function resourceOf(debt: Debt): string {
  if (debt.site.acquire.inner.length === 0) return debt.site.resource;
  return (debt.homes[0] ?? '').replace(/\[\]/g, '[i]').replace('.', '->');
}

/** The last names of the places that hold a debt. */
export function tailsOf(debt: Debt): ReadonlySet<string> {
  return new Set(debt.homes.map(tail).filter((name) => name !== ''));
}

/** The debt is kept in a named field or a global, not only in a variable or behind a call. */
export function isNamed(debt: Debt): boolean {
  return debt.homes.some((home) => !isVariable(home) && !home.includes('()'));
}

/** How sure it is that something is held at all. */
export function sureness(debt: Debt): Confidence {
  const { acquire } = debt.site;
  const sure = acquire.evidence === 'catalogue' || acquire.evidence === 'summary' ? acquire.confidence : 'medium';
  return debt.gap ? least(sure, 'medium') : sure;
}

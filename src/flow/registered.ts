import type { Call, Expr } from '../types.js';
import { isVariable, tail } from './access-path.js';
import { pathOf, visitBody } from './expr.js';
import { perFunction, perView } from './memory.js';
import { placedCalls } from './placed.js';
import { releaseNames, type Site } from './site.js';
import { summaryOf, type Summary } from './summary.js';
import type { Seen, View } from './view.js';

/** A release function in view that is left with an owner, who calls it in the end: `devm_add_action(dev, fn, x)`, `card->private_free = fn`. */
export interface Registered {
  readonly at: number;
  readonly releases: Summary['releases'];
}

const registrations = perFunction<readonly Registered[]>();

/** The release functions that a function registers, in source order. */
export function registeredReleases(seen: Seen, view: View): readonly Registered[] {
  return registrations(seen, view, () => {
    const out: Registered[] = [];
    visitBody(seen.fn.body, (expr) => {
      const registered = registeredBy(expr, seen, view);
      if (registered) out.push(registered);
    });
    return out;
  });
}

/** What a call or an assignment registers; undefined if nothing. */
export function registeredBy(expr: Expr, seen: Seen, view: View): Registered | undefined {
  const name = callbackOf(expr, seen, view);
  const callback = name === undefined ? undefined : view.find(name, seen.cfile);
  return callback && { at: expr.at, releases: summaryOf(callback, view).releases };
}

function callbackOf(expr: Expr, seen: Seen, view: View): string | undefined {
  const { actions, callbacks } = view.catalogue;
  if (expr.kind === 'call')
    return actions.has(expr.callee) ? pathOf(expr.args[1])?.replace(/^&/, '') : madeWith(expr, seen, view);
  if (expr.kind !== 'assign' || expr.left.kind !== 'path' || isVariable(expr.left.path)) return undefined;
  return callbacks.has(tail(expr.left.path)) ? pathOf(expr.right)?.replace(/^&/, '') : undefined;
}

/** `devres_add(dev, p)`: the function that `p = devres_alloc(release, …)` was given. */
function madeWith(call: Call, seen: Seen, { catalogue }: View): string | undefined {
  const given = (catalogue.transfers.get(call.callee) ?? []).map(({ arg }) => pathOf(call.args[arg]));
  if (!given.some((path) => path !== undefined)) return undefined;
  const made = placedCalls(seen).find(
    (one) => one.result !== undefined && catalogue.makers.has(one.call.callee) && given.includes(one.result),
  );
  return pathOf(made?.call.args[0])?.replace(/^&/, '');
}

/** Whether the registered function gives back what a site acquires: by a release of the site, of the same last name as one of the homes. */
export function givesBack(registered: Registered, { acquire }: Site, homes: readonly string[]): boolean {
  const names = releaseNames(acquire);
  return registered.releases.some((release) => {
    if (!names.has(release.name)) return false;
    if (acquire.handle.kind === 'arg') return true;
    const last = tail(release.path.replace(/[~!]$/, ''));
    return last === '' || homes.some((home) => tail(home) === last);
  });
}

/** Whether a call registers the release of what a site acquires and `homes` hold. */
export function registersRelease(call: Call, site: Site, homes: readonly string[], seen: Seen, view: View): boolean {
  const registered = registeredBy(call, seen, view);
  return registered !== undefined && givesBack(registered, site, homes);
}

/**
 * Whether the release function of an owner in view, `card->private_free = foo_free`, gives back what fields hold: it runs whatever the function does that
 * fills them, also where that fails.
 */
export function isLeftToOwner({ acquire }: Site, homes: readonly string[], { fn }: Seen, view: View): boolean {
  const names = releaseNames(acquire);
  const tails = new Set(homes.filter((home) => !isVariable(home)).map(tail));
  return ownersReleases(view).some(({ by, name, path }) => by !== fn && names.has(name) && tails.has(tail(path)));
}

const ownersReleases = perView((view): readonly (Summary['releases'][number] & { readonly by: Seen['fn'] })[] =>
  view.all.flatMap((seen) => {
    const found: Summary['releases'][number][] = [];
    visitBody(seen.fn.body, (expr) => {
      if (expr.kind === 'assign') found.push(...(registeredBy(expr, seen, view)?.releases ?? []));
    });
    return found.flatMap((one) => (/[~!]$/.test(one.path) ? [] : [{ ...one, by: seen.fn }]));
  }),
);

import type { Call } from '../types.js';
import { unwindFrom } from '../flow/guards.js';
import { argPath } from '../flow/scope.js';
import type { Site } from '../flow/site.js';
import type { Seen } from '../flow/view.js';
import type { Exit, Ways } from '../flow/way/exit.js';
import { namesNew, type CheckInput } from './check.js';

/** Code between hunks was there before the patch: it cannot release what only the patch brings in. */
function survivesGap(site: Site, homes: readonly string[], seen: Seen, input: CheckInput): boolean {
  return input.isChanged(seen, site.at) && homes.some((home) => namesNew(home, input));
}

/**
 * The exits whose state is known. Behind a gap the resource is known to be held if the patch itself brings in its name, or if a later line uses it
 * or still gives it back. A way into unseen code is an exit where the release that other ways make comes before the same code.
 */
export function knownExits(seen: Seen, site: Site, ways: Ways, input: CheckInput): readonly Exit[] {
  const fresh = (exit: Exit): boolean => survivesGap(site, exit.homes, seen, input);
  const stillHeld = ways.exits.some((exit) => exit.gap !== 'none' && exit.status === 'released' && exit.release >= 0);
  const isHeldBehind = (exit: Exit): boolean => ways.heldBehind.has(exit.crossed.at(-1) ?? -1);
  const seenExits = ways.exits
    .filter((exit) => {
      if (exit.kind === 'lost') return fresh(exit) && !fallsToRelease(exit, site, seen, input);
      return exit.gap !== 'crossed' || stillHeld || isHeldBehind(exit) || fresh(exit);
    })
    .map((exit): Exit => {
      if (exit.kind === 'lost' || exit.gap === 'none') return exit;
      if (fresh(exit)) return { ...exit, gap: 'none' };
      // What uses it further down shows that none of the calls before has taken it.
      return exit.gap === 'crossed' && isHeldBehind(exit) ? { ...exit, passed: false } : exit;
    });
  const balanced = new Set(
    ways.unseen.filter((exit) => exit.status === 'released' && exit.release >= 0).map((exit) => exit.at),
  );
  const unwinding = ways.unseen.filter((exit) => {
    if (exit.status === 'released') return exit.release >= 0;
    return exit.unwinding && exit.gap !== 'crossed' && balanced.has(exit.at);
  });
  return [...seenExits, ...unwinding];
}

/** A label that the mail does not show stands above those that it shows and falls through to them, and one of those releases. */
function fallsToRelease(exit: Exit, { acquire }: Site, seen: Seen, { view }: CheckInput): boolean {
  const { aliases } = view.derive(seen.fn);
  const isRelease = (call: Call): boolean =>
    acquire.releases.some((one) => one.name === call.callee) &&
    call.args.some((arg) => exit.homes.includes(argPath(arg, aliases) ?? ''));
  return [...unwindFrom(seen.fn.body).values()].some((unwind) => unwind.calls.some(isRelease));
}

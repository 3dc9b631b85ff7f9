import type { Call } from '../types.js';
import { plain } from '../flow/access-path.js';
import { scopeIn } from '../flow/acquires.js';
import { argPath } from '../flow/scope.js';
import { callsOf, pathOf } from '../flow/expr.js';
import { mapInner } from '../flow/frame.js';
import type { Acquire, Site } from '../flow/site.js';
import { summaryOf } from '../flow/summary.js';
import type { Seen } from '../flow/view.js';
import { followSite } from '../flow/way/walk.js';
import { touchedFunctions, type Candidate, type Check, type CheckInput } from './check.js';
import { unseenAcquire } from './known-release.js';

/**
 * What a registered action gives back when the device goes, and the function gives back by hand behind the registration: a probe that fails, and
 * one whose device goes, run the action all the same.
 */
export const managedTwiceCheck: Check = {
  ids: ['mixed-management'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input)),
};

/** A call that registers an action, and one release that the action makes, as the function itself would write it. */
interface Duty {
  readonly call: Call;
  readonly release: string;
  readonly path: string;
  /** The action makes the release itself, whatever the state of the object is. */
  readonly isSure: boolean;
}

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  if (!callsOf(seen.fn.body).some((call) => input.view.catalogue.actions.has(call.callee))) return [];
  return dutiesOf(seen, input).flatMap((duty) => {
    const again = releaseBehind(duty, seen, input);
    return again ? [candidateOf(duty, again, seen, input)] : [];
  });
}

function dutiesOf(seen: Seen, { view }: CheckInput): readonly Duty[] {
  const { aliases } = view.derive(seen.fn);
  return callsOf(seen.fn.body).flatMap((call) => {
    if (!view.catalogue.actions.has(call.callee)) return [];
    const name = pathOf(call.args[1])?.replace(/^&/, '') ?? '';
    const action = view.find(name, seen.cfile);
    const data = call.args[2];
    if (!action || !data) return [];
    const given = argPath(data, aliases);
    return summaryOf(action, view).releases.flatMap((release) => {
      const path = release.path.endsWith('~') ? undefined : mapInner(release.path, [given], '');
      return path === undefined
        ? []
        : [{ call, release: release.name, path: plain(path), isSure: makes(action, release.name) }];
    });
  });
}

/** A release that stands under no condition and behind no early exit. */
function makes({ fn }: Seen, release: string): boolean {
  if (fn.body.some((stmt) => stmt.kind === 'if')) return false;
  return fn.body.some((stmt) => stmt.kind === 'expr' && stmt.expr.kind === 'call' && stmt.expr.callee === release);
}

/** The release by hand that some way behind the registration comes to; none where the action is taken back first. */
function releaseBehind({ call, release, path }: Duty, seen: Seen, { view }: CheckInput): Call | undefined {
  const { aliases } = view.derive(seen.fn);
  const acquire: Acquire = {
    ...unseenAcquire(release, view.catalogue),
    name: call.callee,
    handle: { kind: 'arg', index: 2 },
    // Where registering fails without running the action, the release by hand is due.
    failure: view.catalogue.transfers.get(call.callee)?.some((one) => one.when === 'always') ? 'never' : 'negative',
    releases: [{ name: release, arg: 0 }],
    counted: false,
    keptOnFailure: false,
    onlyOnFailure: false,
    confidence: 'high',
    evidence: 'summary',
    scope: 'function',
    inner: [],
  };
  const site: Site = { acquire, call, loop: undefined, at: call.at, resource: path, homes: [path], result: '' };
  const { exits, unseen, spent } = followSite(seen.fn, site, scopeIn(seen, view));
  if (spent) return undefined;
  const lines = new Set([...exits, ...unseen].map((exit) => exit.release));
  return callsOf(seen.fn.body).find(
    (one) =>
      one.callee === release &&
      lines.has(one.at) &&
      one.args.some((arg) => {
        const given = argPath(arg, aliases);
        return given !== undefined && plain(given) === path;
      }),
  );
}

function candidateOf({ call, release, path, isSure }: Duty, again: Call, seen: Seen, { view }: CheckInput): Candidate {
  const { rule, effect } = unseenAcquire(release, view.catalogue);
  return {
    check: 'mixed-management',
    rule,
    confidence: isSure ? 'high' : 'medium',
    effect,
    evidence: ['summary'],
    seen,
    resource: path.replace(/\./g, '->'),
    acquire: call.callee,
    releases: [release],
    origin: { seen, at: again.at },
    ways: [{ exit: again.at, branch: -1 }],
    spots: [
      { role: 'release', seen, at: again.at },
      { role: 'acquire', seen, at: call.at },
    ],
    certain: true,
  };
}

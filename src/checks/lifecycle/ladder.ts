import type { Call, Stmt } from '../../types.js';
import { tail } from '../../flow/access-path.js';
import { gainsOf, sitesOf } from '../../flow/acquires.js';
import { callsOf, pathOf } from '../../flow/expr.js';
import { antonymOf } from '../../flow/names.js';
import type { Inner } from '../../flow/site.js';
import { summaryOf } from '../../flow/summary.js';
import type { Seen, View } from '../../flow/view.js';
import { debtsOf } from './debts.js';
import { isDischarged } from './discharge.js';
import type { Root } from './roots.js';
import { type Candidate, type Check, type CheckInput, functionKey, type Spot } from '../check.js';
import { FEWEST_STEPS, ladderOf, type Match, type Step, teardownOf } from './ladder-steps.js';

/**
 * The error labels of an init function name its own teardown steps. The other function that calls most of them is its teardown; a step that
 * the ladder has and that function lacks leaks what the step gives back.
 */
export const ladderCheck: Check = {
  ids: ['leak-at-teardown'],
  run: (input) => input.view.all.flatMap((init) => checkLadder(init, input)),
};

function checkLadder(init: Seen, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  const steps = ladderOf(init, view);
  if (steps.length < FEWEST_STEPS) return [];
  const match = teardownOf(init, steps, view);
  if (!match) return [];
  const { teardown, missing, shared } = match;
  const concerned = [init, teardown, ...missing.flatMap((step) => view.find(step.call.callee, init.cfile) ?? [])];
  if (!concerned.some((seen) => input.touched.has(functionKey(seen.source.path, seen.fn.name)))) return [];
  return missing.flatMap((step) => candidateOf(init, teardown, step, shared, input) ?? []);
}

const ROOT = { how: 'ops', role: 'device', type: '', teardownAfterFailedInit: false } as const;

function candidateOf(
  init: Seen,
  teardown: Seen,
  step: Step,
  shared: Match['shared'],
  input: CheckInput,
): Candidate | undefined {
  const { view } = input;
  const undone = undoneBy(init, step, view);
  if (!undone) return undefined;
  const { call, inner } = undone;
  const isSite = sitesOf(init, view).some((site) => site.call === call);
  const debts = debtsOf(init, input);
  const own = debts.filter((debt) => debt.site.call === call);
  if (isSite && own.length === 0) return undefined;
  const root: Root = { ...ROOT, init, named: [teardown.fn.name], teardowns: [teardown] };
  if (inner?.path === '' && own.some((debt) => isDischarged(debt, root, debts, view))) return undefined;
  const owner = inner
    ? (view.all.find((seen) => seen.fn.name === inner.function && seen.source.path === inner.file) ?? init)
    : init;
  const at = inner && owner !== init ? inner.at : call.at;
  const spots: Spot[] = [
    { role: 'acquire', seen: owner, at },
    { role: 'caller', seen: init, at: call.at },
    { role: 'init', seen: init, at: init.fn.at },
    { role: 'release', seen: init, at: step.call.at, name: step.call.callee },
    { role: 'teardown', seen: teardown, at: teardown.fn.at },
    ...shared.map(({ step: other, at: place }): Spot => ({
      role: 'ladder',
      seen: teardown,
      at: place,
      name: other.call.callee,
    })),
    ...entries(init, view),
    ...teardownEntries(teardown, view),
  ];
  return {
    check: 'leak-at-teardown',
    rule: inner?.rule ?? 'inferred',
    confidence: inner ? 'high' : 'medium',
    effect: 'leak',
    evidence: ['ladder', ...(inner ? (['summary'] as const) : [])],
    seen: owner,
    resource: inner ? displayPath(inner, owner) : (pathOf(step.call.args[0]) ?? step.call.callee),
    acquire: inner?.api ?? call.callee,
    releases: [...(inner ? inner.releases.map((release) => release.name) : []), step.call.callee],
    origin: { seen: owner, at },
    ways: [],
    spots,
    certain: true,
  };
}

/** The call of init that a ladder step undoes, and what that call acquires where it is in view. */
function undoneBy(
  init: Seen,
  step: Step,
  view: View,
): { readonly call: Call; readonly inner: Inner | undefined } | undefined {
  const first = init.fn.body.findIndex((stmt) => stmt.kind === 'label');
  const calls = callsOf(init.fn.body.slice(0, first));
  const undo = view.find(step.call.callee, init.cfile);
  const released = undo ? summaryOf(undo, view).releases : [];
  for (const call of calls) {
    const callee = view.find(call.callee, init.cfile);
    if (!callee) continue;
    const inner = gainsOf(callee, view, 0).inner.find((one) =>
      released.some(
        (release) => tail(release.path) === tail(one.path) && one.releases.some((r) => r.name === release.name),
      ),
    );
    if (inner) return { call, inner };
  }
  for (const call of calls) {
    const api = view.catalogue.acquires.get(call.callee);
    if (api?.releases.some((release) => release.name === step.call.callee)) {
      const inner: Inner = {
        path: '',
        api: api.name,
        rule: api.rule,
        releases: api.releases,
        file: init.source.path,
        function: init.fn.name,
        at: call.at,
      };
      const result = resultOf(init.fn.body, call);
      const given = pathOf(step.call.args[0]);
      if (result !== undefined && given !== undefined && tail(result) !== tail(given)) continue;
      return { call, inner };
    }
  }
  const names = new Set([step.call.callee]);
  for (const call of calls)
    if (antonymOf(call.callee, names, view.catalogue) !== undefined) return { call, inner: undefined };
  return undefined;
}

function resultOf(body: readonly Stmt[], wanted: Call): string | undefined {
  for (const stmt of body) {
    if (stmt.kind === 'expr' && stmt.expr.kind === 'assign' && stmt.expr.right === wanted)
      return pathOf(stmt.expr.left);
    if (stmt.kind === 'declare' && stmt.init === wanted) return stmt.name;
  }
  return undefined;
}

function displayPath(inner: Inner, owner: Seen): string {
  const match = /^\$(\d+)/.exec(inner.path);
  if (!match) return inner.path === '' ? inner.api : inner.path;
  const name = owner.fn.params[Number(match[1])]?.name ?? '';
  return `${name}->${inner.path.slice(match[0].length + 1)}`;
}

/** Who sets such an object up from outside, one that other files can call first. */
function entries(init: Seen, view: View): readonly Spot[] {
  const callers = view.callers(init.fn.name).filter((seen) => seen.fn !== init.fn);
  const chosen = callers.find((seen) => !seen.fn.isStatic) ?? callers[0];
  return chosen ? [{ role: 'entry', seen: chosen, at: chosen.fn.at, name: chosen.fn.name }] : [];
}

/** How the teardown is reached from outside: by its name without leading underscores if that is called in view, else by a caller. */
function teardownEntries(teardown: Seen, view: View): readonly Spot[] {
  const public_ = teardown.fn.name.replace(/^_+/, '');
  if (public_ !== teardown.fn.name && view.callers(public_).length > 0)
    return [{ role: 'entry', seen: teardown, at: teardown.fn.at, name: public_ }];
  const callers = view.callers(teardown.fn.name).filter((seen) => seen.fn !== teardown.fn);
  const chosen = callers.find((seen) => !seen.fn.isStatic) ?? callers[0];
  return [
    { role: 'entry', seen: chosen ?? teardown, at: (chosen ?? teardown).fn.at, name: (chosen ?? teardown).fn.name },
  ];
}

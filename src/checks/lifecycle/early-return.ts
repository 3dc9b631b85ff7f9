import type { Call, Expr, Stmt } from '../../types.js';
import { base, contains, isVariable, plain } from '../../flow/access-path.js';
import { callsOf, pathOf, visitExpr, visitSettings } from '../../flow/expr.js';
import { blocksOf, type Block, type Guard } from '../../flow/guards.js';
import { nameSays } from '../../flow/names.js';
import type { Seen, View } from '../../flow/view.js';
import { touchedFunctions, type Candidate, type Check, type CheckInput } from '../check.js';
import { unseenAcquire } from '../known-release.js';
import { isCertain, rootsOf, saysTeardown } from './roots.js';

/** Nobody calls a teardown a second time: what an early return in it skips is never given back. */
export const earlyReturnCheck: Check = {
  ids: ['leak-at-teardown'],
  run: (input) =>
    touchedFunctions(input).flatMap((seen) => {
      const found = checkTeardown(seen, input);
      return found.length > 0 && isTeardown(seen, input.view) ? found : [];
    }),
};

function isTeardown(seen: Seen, view: View): boolean {
  return saysTeardown(seen, view) || rootsOf(view).some((root) => isCertain(root) && root.teardowns.includes(seen));
}

function checkTeardown(seen: Seen, input: CheckInput): readonly Candidate[] {
  if (!callsOf(seen.fn.body).some((call) => input.view.catalogue.releases.has(call.callee))) return [];
  return blocksOf(seen.fn.body)
    .slice(0, 1)
    .flatMap((block) => block.guards.flatMap((guard) => checkGuard(guard, block, seen, input)));
}

function checkGuard(guard: Guard, block: Block, seen: Seen, input: CheckInput): readonly Candidate[] {
  if (guard.exit.kind !== 'return' || !input.isChanged(seen, guard.exit.at)) return [];
  if (!isFailedCall(guard.stmt.cond, seen, input.view)) return [];
  const tested = isFailedAtOnce(guard.stmt.cond) ? [] : testedBy(guard.stmt.cond, seen);
  const skipped = callsOf(block.body.slice(guard.index + 1)).filter((call) => {
    const path = pathOf(call.args[0]);
    if (!input.view.catalogue.releases.has(call.callee) || path === undefined) return false;
    if (isFoundLater(base(path), block.body.slice(guard.index + 1))) return false;
    return !tested.some((one) => contains(one, path)) && !isAcquiredHere(call, seen, input.view);
  });
  return skipped.length > 0 ? [candidateOf(guard, skipped, seen, input.view)] : [];
}

/** The condition asks for the failure of a call that the function has just made, not for a state of the object. */
function isFailedCall(cond: Expr, seen: Seen, { catalogue }: View): boolean {
  if (isFailedAtOnce(cond)) return true;
  // `if (offset == 0)`: there is nothing to take away.
  if (cond.kind === 'binary' && cond.op === '==' && cond.right.kind === 'number' && cond.right.value === 0)
    return false;
  const names = new Set(pathsIn(cond).filter(isVariable));
  let failed = false;
  visitSettings(seen.fn.body, (name, value) => {
    if (names.has(name) && value.kind === 'call' && !nameSays(catalogue.words.view, value.callee)) failed = true;
  });
  return failed;
}

/** What a condition asks for: its paths, and what the call that set one of them was to fill, `status = get(x, &foo)`. */
function testedBy(cond: Expr, seen: Seen): readonly string[] {
  const paths = pathsIn(cond);
  const filled: string[] = [];
  visitSettings(seen.fn.body, (name, value) => {
    if (!paths.includes(name) || value.kind !== 'call') return;
    for (const arg of value.args) if (arg.kind === 'address') filled.push(plain(arg.path));
  });
  return [...paths, ...filled];
}

/** The object that is released is looked up only behind the way out. */
function isFoundLater(variable: string, rest: readonly Stmt[]): boolean {
  let found = false;
  visitSettings(rest, (name) => {
    if (name === variable) found = true;
  });
  for (const call of callsOf(rest))
    if (call.args.some((arg) => arg.kind === 'address' && arg.path === variable)) found = true;
  return found;
}

/** `if (f(x) < 0) return;` */
function isFailedAtOnce(cond: Expr): boolean {
  return cond.kind === 'binary' && cond.op === '<' && cond.left.kind === 'call';
}

function pathsIn(expr: Expr): readonly string[] {
  const paths: string[] = [];
  visitExpr(expr, (one) => {
    if (one.kind === 'path') paths.push(plain(one.path));
  });
  return paths;
}

/** The release undoes what the teardown itself acquires for its work, such as a runtime PM count. */
function isAcquiredHere(release: Call, seen: Seen, { catalogue }: View): boolean {
  const apis = catalogue.releases.get(release.callee) ?? [];
  return callsOf(seen.fn.body).some((call) => apis.some((api) => api.name === call.callee));
}

function candidateOf(guard: Guard, skipped: readonly Call[], seen: Seen, view: View): Candidate {
  const [first] = skipped;
  const at = guard.exit.at;
  return {
    check: 'leak-at-teardown',
    ...unseenAcquire(first!.callee, view.catalogue),
    confidence: 'high',
    evidence: ['teardown-in-view'],
    seen,
    resource: pathOf(first!.args[0]) ?? base(seen.fn.name),
    releases: [...new Set(skipped.map((call) => call.callee))],
    origin: { seen, at },
    ways: [],
    spots: [
      { role: 'branch', seen, at: guard.stmt.at },
      { role: 'exit', seen, at },
      ...skipped.map((call) => ({ role: 'release' as const, seen, at: call.at, name: call.callee })),
    ],
    certain: true,
  };
}

import type { Call, Expr, Stmt } from '../types.js';
import { contains, isVariable, plain, tail } from '../flow/access-path.js';
import { callsOf, pathOf, visitBody } from '../flow/expr.js';
import { blocksOf, unwindFrom, type Block, type Guard, type Unwind } from '../flow/guards.js';
import { antonymOf, nameSays } from '../flow/names.js';
import { sitesOf } from '../flow/acquires.js';
import type { Seen, View } from '../flow/view.js';
import { touchedFunctions, type Candidate, type Check, type CheckInput } from './check.js';
import { isFailure } from './fails.js';
import { unseenAcquire } from './known-release.js';

/**
 * Early exits in a row say what is held between them, wherever it was acquired: what the exit before and the exit behind undo, the one in the
 * middle has to undo as well.
 */
export const skippedUnwindCheck: Check = {
  ids: ['leak-on-error-path'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input)),
};

type Unwinds = ReadonlyMap<string, Unwind>;

/** A release on the way out of a guard, and the guard. */
interface Undo {
  readonly call: Call;
  readonly guard: Guard;
}

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  // Where the whole function is in view, what it holds is known by following what it acquires.
  if (seen.fn.complete) return [];
  const unwind = unwindFrom(seen.fn.body);
  return blocksOf(seen.fn.body).flatMap((block) =>
    block.guards.flatMap((guard) => {
      const isNew = input.isChanged(seen, guard.exit.at) || input.isChanged(seen, guard.stmt.at);
      if (!isNew || !isFailure(guard) || !isKnown(guard, unwind)) return [];
      return skippedBy(guard, block, unwind, seen, input.view)
        .filter((undo) => !isRepairOf(undo, guard, seen, input))
        .map((undo) => candidateOf(guard, undo, seen, input.view));
    }),
  );
}

/**
 * The patch itself is the first to undo this at all, and the decision to leave was there before: what this exit lacks now, it lacked already, and
 * the patch repairs others.
 */
function isRepairOf(undo: Undo, guard: Guard, seen: Seen, input: CheckInput): boolean {
  const isAdded = (at: number): boolean => seen.source.lines[at]?.kind === 'added';
  if (isAdded(guard.stmt.at)) return false;
  const object = objectOf(undo.call)!;
  const calls = callsOf(seen.fn.body);
  const isNewStep = (call: Call): boolean => isAdded(call.at) && !isRelease(call, input.view);
  if (calls.some((call) => isNewStep(call) && acquires(call, undo.call, object, input.view))) return false;
  return calls.every((call) => keyOf(call) !== keyOf(undo.call) || isAdded(call.at));
}

function isKnown({ exit }: Guard, unwind: Unwinds): boolean {
  return exit.kind === 'return' || unwind.get(exit.label)?.whole === true;
}

function undoesOf(guard: Guard, unwind: Unwinds, view: View): readonly Call[] {
  const below = guard.exit.kind === 'goto' ? (unwind.get(guard.exit.label)?.calls ?? []) : [];
  return [...guard.inline, ...below].filter((call) => isRelease(call, view) && objectOf(call) !== undefined);
}

function isRelease({ callee }: Call, { catalogue }: View): boolean {
  if (catalogue.harmless.has(callee)) return false;
  return catalogue.releases.has(callee) || nameSays(catalogue.words.release, callee);
}

/** The path that a call is given first, comparable. */
function objectOf(call: Call): string | undefined {
  for (const arg of call.args) {
    const path = pathOf(arg);
    if (path !== undefined && tail(path) !== '') return plain(path);
  }
  return undefined;
}

function skippedBy(guard: Guard, block: Block, unwind: Unwinds, seen: Seen, view: View): readonly Undo[] {
  const mine = undoesOf(guard, unwind, view);
  const at = block.guards.indexOf(guard);
  const earlier = block.guards.slice(0, at).flatMap((one) => undos(one, unwind, view));
  const later = block.guards.slice(at + 1).flatMap((one) => undos(one, unwind, view));
  const out = new Map<string, Undo>();
  for (const undo of [...earlier, ...later]) {
    const key = keyOf(undo.call);
    if (out.has(key) || mine.some((call) => covers(call, undo.call))) continue;
    const before = earlier.find((one) => keyOf(one.call) === key);
    const behind = later.find((one) => keyOf(one.call) === key);
    if (isHeld(guard, before, behind, block, seen, view)) out.set(key, undo);
  }
  return [...out.values()];
}

function undos(guard: Guard, unwind: Unwinds, view: View): readonly Undo[] {
  return undoesOf(guard, unwind, view).map((call) => ({ call, guard }));
}

function keyOf(call: Call): string {
  return `${call.callee}|${objectOf(call) ?? ''}`;
}

/** The same release, or another one of the same object. */
function covers(call: Call, undo: Call): boolean {
  return objectOf(call) === objectOf(undo) || (call.callee === undo.callee && isPlainCall(undo));
}

function isPlainCall(call: Call): boolean {
  const path = pathOf(call.args[0]);
  return path === undefined || isVariable(path);
}

/**
 * Held at an exit: nothing between it and the neighbour that undoes it releases, acquires or replaces it, and no site covers it already. One
 * neighbour is enough where it says exactly what is held: the next exit, or an earlier one that enters a ladder of several labels.
 */
function isHeld(
  guard: Guard,
  before: Undo | undefined,
  behind: Undo | undefined,
  block: Block,
  seen: Seen,
  view: View,
): boolean {
  const undo = (before ?? behind)!.call;
  const object = objectOf(undo)!;
  if (guard.inline.some((call) => objectOf(call) === object)) return false;
  if (isManagedNow(undo.callee, view)) return false;
  if (sitesOf(seen, view).some((site) => site.acquire.releases.some((release) => release.name === undo.callee)))
    return false;
  const isSteady = (from: number, to: number): boolean => {
    const between = block.body.slice(from, to);
    const straight = between.flatMap((stmt) => (isGuard(stmt, block) ? conditionOf(stmt) : [stmt]));
    if (straight.some((stmt) => stmt.kind === 'gap') || assigns(between, object)) return false;
    return !callsOf(straight).some((call) => call.callee === undo.callee || acquires(call, undo, object, view));
  };
  const { index } = guard;
  if (before && behind) return isSteady(before.guard.index + 1, behind.guard.index + 1);
  const isStep = !(before ?? behind)!.guard.inline.includes(undo);
  if (!isStep && !view.catalogue.releases.has(undo.callee)) return false;
  if (behind) return !setsUpItself(guard, block, undo, object, view) && isSteady(index, behind.guard.index + 1);
  const { guard: first } = before!;
  const isExact = first.inline.includes(undo) || !view.catalogue.frees.has(undo.callee);
  return isExact && isSteady(Math.max(0, first.index - 1), index + 1);
}

/** Another call in view has made what the release undoes undo itself, as `pcim_enable_device()` does. */
function isManagedNow(release: string, view: View): boolean {
  const apis = view.catalogue.releases.get(release) ?? [];
  return apis.some((api) => api.managedAfter !== undefined && view.callers(api.managedAfter).length > 0);
}

/** What fails here may be what acquires: a helper that is given the owner, for something that need not be there. */
function setsUpItself(guard: Guard, block: Block, undo: Call, object: string, { catalogue }: View): boolean {
  if (!catalogue.nullSafe.has(undo.callee)) return false;
  const tested = [...block.body.slice(Math.max(0, guard.index - 1), guard.index), ...conditionOf(guard.stmt)];
  return callsOf(tested).some((call) => call.args.some((arg) => contains(plain(pathOf(arg) ?? ''), object)));
}

function isGuard(stmt: Stmt, block: Block): boolean {
  return block.guards.some((guard) => guard.stmt === stmt);
}

function conditionOf(stmt: Stmt): readonly Stmt[] {
  return stmt.kind === 'if' ? [{ kind: 'expr', expr: stmt.cond, at: stmt.at }] : [];
}

/** A call that the release undoes, as far as names and rules tell. */
function acquires(call: Call, undo: Call, object: string, { catalogue }: View): boolean {
  const api = catalogue.acquires.get(call.callee);
  if (api?.releases.some((release) => release.name === undo.callee)) return true;
  if (antonymOf(call.callee, new Set([undo.callee]), catalogue) !== undefined) return true;
  return call.args.some((arg) => plain(pathOf(arg) ?? '') === object) && !catalogue.harmless.has(call.callee);
}

function assigns(body: readonly Stmt[], object: string): boolean {
  let found = false;
  const targets = (expr: Expr): boolean =>
    expr.kind === 'assign' && expr.left.kind === 'path' && plain(expr.left.path) === object;
  visitBody(body, (expr) => {
    if (targets(expr)) found = true;
  });
  return found;
}

function candidateOf(guard: Guard, undo: Undo, seen: Seen, view: View): Candidate {
  const { call } = undo;
  const resource = call.args.map((arg) => pathOf(arg)).find((path) => path !== undefined) ?? '';
  return {
    check: 'leak-on-error-path',
    ...unseenAcquire(call.callee, view.catalogue),
    confidence: 'medium',
    evidence: ['sibling-exit'],
    seen,
    resource,
    releases: [call.callee],
    origin: { seen, at: guard.exit.at },
    ways: [{ exit: guard.exit.at, branch: guard.stmt.at }],
    spots: [
      { role: 'branch', seen, at: guard.stmt.at },
      { role: 'exit', seen, at: guard.exit.at },
      { role: 'sibling', seen, at: undo.guard.exit.at },
    ],
    certain: true,
  };
}

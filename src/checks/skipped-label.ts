import type { Call, Stmt } from '../types.js';
import { callsOf, pathOf } from '../flow/expr.js';
import { sitesOf } from '../flow/acquires.js';
import { blocksOf, unwindFrom, type Block, type Guard } from '../flow/guards.js';
import { nameSays, wordsOf } from '../flow/names.js';
import type { Seen, View } from '../flow/view.js';
import { touchedFunctions, type Candidate, type Check, type CheckInput } from './check.js';
import { isFailure } from './fails.js';

/**
 * A new early return straight behind an exit that goes to a label which the mail does not show. What that label gives back is still held at the
 * return. In Linux 6.12, of 4,000 exits that follow a `goto free_x` in this way, 8 return, and most of these are leaks.
 */
export const skippedLabelCheck: Check = {
  ids: ['leak-on-error-path'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input)),
};

function checkFunction(seen: Seen, input: CheckInput): readonly Candidate[] {
  if (seen.fn.complete) return [];
  const labels = labelsOf(seen.fn.body);
  return blocksOf(seen.fn.body).flatMap((block) =>
    block.guards.flatMap((guard) => {
      const isNew = input.isChanged(seen, guard.exit.at);
      if (!isNew || guard.exit.kind !== 'return' || !isFailure(guard)) return [];
      if (guard.inline.some((call) => undoes(call.callee, input.view))) return [];
      const behind = exitBehind(guard, block, seen, input);
      const peer = [exitBefore(guard, block, input.view), behind].find(
        (one) => one && !labels.has(one.exit.label) && givesBack(one.exit.label, input.view),
      );
      if (peer) return [candidateOf(guard, peer.exit, [], seen)];
      const label = behind ? labels.get(behind.exit.label) : ladderBelow(guard, seen);
      if (!label || !givesBack(label.name, input.view)) return [];
      const undone = undoneFrom(label, seen, input);
      return undone ? [candidateOf(guard, behind?.exit ?? label, undone, seen)] : [];
    }),
  );
}

/**
 * The label that stands straight behind the end of the straight way, where the patch adds the last step before that end: what the label gives back
 * was held when an earlier step failed, so it is held now.
 */
function ladderBelow(guard: Guard, { fn, source }: Seen): Label | undefined {
  const at = fn.body.indexOf(guard.stmt);
  const [end, label] = fn.body.slice(at + 1);
  if (at < 1 || end?.kind !== 'return' || label?.kind !== 'label') return undefined;
  const step = fn.body[at - 1]!;
  const isNew = (one: Stmt): boolean => source.lines[one.at]?.kind === 'added';
  return isNew(guard.stmt) && (isNew(step) || callsOf([condition(guard)]).length > 0) ? label : undefined;
}

type Jump = Guard & { readonly exit: Extract<Guard['exit'], { kind: 'goto' }> };

/** The exit in front of a guard with nothing but plain statements in between. */
function exitBefore(guard: Guard, block: Block, view: View): Jump | undefined {
  const at = block.guards.indexOf(guard);
  const before = block.guards[at - 1];
  if (!before || !isJump(before)) return undefined;
  const between = block.body.slice(before.index + 1, guard.index);
  return between.every(isPlain) && !callsOf(between).some((call) => undoes(call.callee, view)) ? before : undefined;
}

/**
 * The next exit, where the patch adds the step that fails here and nothing but the next step stands in between: the label is older than the new
 * step, so what it gives back was acquired before.
 */
function exitBehind(guard: Guard, block: Block, seen: Seen, { view, isChanged }: CheckInput): Jump | undefined {
  const behind = block.guards[block.guards.indexOf(guard) + 1];
  if (!behind || !isJump(behind) || isChanged(seen, behind.exit.at)) return undefined;
  const step = block.body[guard.index - 1];
  const isNewStep = callsOf([condition(guard)]).length > 0 || (step !== undefined && isChanged(seen, step.at));
  if (!isNewStep || !isChanged(seen, guard.stmt.at)) return undefined;
  const between = block.body.slice(guard.index + 1, behind.index);
  const steps = callsOf([...between, condition(behind)]).filter((call) => !view.catalogue.harmless.has(call.callee));
  return between.every(isPlain) && steps.length <= 1 ? behind : undefined;
}

function condition({ stmt }: Guard): Stmt {
  return { kind: 'expr', expr: stmt.cond, at: stmt.at };
}

function isJump(guard: Guard): guard is Jump {
  return guard.exit.kind === 'goto';
}

function isPlain(stmt: Stmt): boolean {
  return stmt.kind === 'expr' || stmt.kind === 'declare';
}

/** A call that may give something back, a lock included. */
function undoes(callee: string, { catalogue }: View): boolean {
  return (
    catalogue.releases.has(callee) || nameSays(catalogue.words.release, callee) || wordsOf(callee).includes('unlock')
  );
}

/** A label that says what it gives back, `free_buf`, `err_disable_clk`; not one that only unlocks. */
function givesBack(label: string, { catalogue }: View): boolean {
  return nameSays(catalogue.words.release, label) && !wordsOf(label).includes('unlock');
}

/**
 * The releases that stand at a label and that no site in view accounts for, all older than the patch: none where the mail shows none but ends before the
 * return, undefined where what it shows gives nothing back that was held before.
 */
function undoneFrom(label: Label, seen: Seen, input: CheckInput): readonly Call[] | undefined {
  const { view, isChanged } = input;
  const unwind = unwindFrom(seen.fn.body).get(label.name);
  if (isChanged(seen, label.at) || !unwind) return undefined;
  const releases = unwind.calls.filter(({ callee }) => undoes(callee, view) && !wordsOf(callee).includes('unlock'));
  if (releases.length === 0) return unwind.whole ? undefined : [];
  const sites = sitesOf(seen, view);
  const undone = releases.filter(
    ({ callee, at }) =>
      !isChanged(seen, at) && !sites.some((site) => site.acquire.releases.some((release) => release.name === callee)),
  );
  return undone.length > 0 ? undone.slice(0, 1) : undefined;
}

function labelsOf(body: readonly Stmt[]): ReadonlyMap<string, Label> {
  return new Map(body.flatMap((stmt) => (stmt.kind === 'label' ? [[stmt.name, stmt]] : [])));
}

type Label = Extract<Stmt, { kind: 'label' }>;

function candidateOf(guard: Guard, peer: { readonly at: number }, undone: readonly Call[], seen: Seen): Candidate {
  return {
    check: 'leak-on-error-path',
    rule: 'inferred',
    confidence: 'medium',
    effect: 'leak',
    evidence: ['sibling-exit'],
    seen,
    resource: undone.flatMap(({ args }) => pathOf(args[0]) ?? [])[0] ?? '',
    acquire: '',
    releases: undone.map((call) => call.callee),
    origin: { seen, at: guard.exit.at },
    ways: [{ exit: guard.exit.at, branch: guard.stmt.at }],
    spots: [
      { role: 'branch', seen, at: guard.stmt.at },
      { role: 'exit', seen, at: guard.exit.at },
      { role: 'sibling', seen, at: peer.at },
    ],
    certain: true,
  };
}

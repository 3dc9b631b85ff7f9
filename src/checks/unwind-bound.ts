import type { Call, Expr, Loop, Stmt } from '../types.js';
import { isVariable } from '../flow/access-path.js';
import { callsOf, pathOf, visitSettings, visitStmts } from '../flow/expr.js';
import type { Seen, View } from '../flow/view.js';
import { touchedFunctions, type Candidate, type Check } from './check.js';
import { unseenAcquire } from './known-release.js';

/**
 * An unwinding loop that counts down and stops before element 0: `for (i--; i; i--)`, `while (--i)`, or one that starts two below the failure,
 * `j = i - 1; while (j--)`. The element that it misses stays.
 */
export const unwindBoundCheck: Check = {
  ids: ['leak-on-error-path'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input.view)),
};

function checkFunction(seen: Seen, view: View): readonly Candidate[] {
  const out: Candidate[] = [];
  const visit = (body: readonly Stmt[]): void => {
    body.forEach((stmt, i) => {
      if (stmt.kind !== 'loop') return;
      const index = indexThatStopsEarly(stmt, body.slice(0, i));
      const release = index === undefined ? undefined : releaseOfElement(stmt, index, view);
      if (release) out.push(candidateOf(stmt, release, seen, view));
    });
  };
  visit(seen.fn.body);
  visitStmts(seen.fn.body, (stmt) => {
    if (stmt.kind === 'if') {
      visit(stmt.then);
      visit(stmt.else);
    } else if (stmt.kind === 'loop' || stmt.kind === 'block') visit(stmt.body);
  });
  return out;
}

/** The index variable of a loop that counts down and does not reach the first element. */
function indexThatStopsEarly(loop: Loop, before: readonly Stmt[]): string | undefined {
  if (loop.form === 'for') {
    const index = countedDown(loop.step);
    if (index === undefined || loop.init.length === 0 || !startsBelow(loop.init, index)) return undefined;
    return isPositive(loop.cond, index) ? index : undefined;
  }
  if (loop.form !== 'while' || loop.cond?.kind !== 'update' || loop.cond.op !== '--') return undefined;
  const index = pathOf(loop.cond.arg);
  if (index === undefined || !isVariable(index)) return undefined;
  const start = before.findLast(
    (stmt) => stmt.kind === 'expr' && stmt.expr.kind === 'assign' && pathOf(stmt.expr.left) === index,
  );
  return isSetOneBelow(start, index) ? index : undefined;
}

function countedDown(step: Expr | undefined): string | undefined {
  if (step?.kind !== 'update' || step.op !== '--') return undefined;
  const path = pathOf(step.arg);
  return path !== undefined && isVariable(path) ? path : undefined;
}

/** `i--` or `i = i - 1` in the heading: the loop starts at the last element that was built. */
function startsBelow(init: readonly Stmt[], index: string): boolean {
  return init.some((stmt) => stmt.kind === 'expr' && (countedDown(stmt.expr) === index || isSetOneBelow(stmt, index)));
}

/** `i` or `i > 0` as the condition: element 0 is left out. */
function isPositive(cond: Expr | undefined, index: string): boolean {
  if (cond?.kind === 'path') return cond.path === index;
  if (cond?.kind !== 'binary' || pathOf(cond.left) !== index || cond.right.kind !== 'number') return false;
  return (cond.op === '>' && cond.right.value === 0) || (cond.op === '!=' && cond.right.value === 0);
}

/** `j = i - 1`. */
function isSetOneBelow(stmt: Stmt | undefined, index: string): boolean {
  if (stmt?.kind !== 'expr' || stmt.expr.kind !== 'assign' || pathOf(stmt.expr.left) !== index) return false;
  const value = stmt.expr.right;
  return value.kind === 'binary' && value.op === '-' && value.right.kind === 'number' && value.right.value === 1;
}

/** A listed release in the loop of something that the index selects. */
function releaseOfElement(loop: Loop, index: string, { catalogue }: View): Call | undefined {
  const byIndex = new RegExp(`\\[${index}\\]`);
  const chosen = new Set<string>();
  visitSettings(loop.body, (left, right) => {
    if (byIndex.test(pathOf(right) ?? '')) chosen.add(left);
  });
  return callsOf(loop.body).find((call) => {
    if (!catalogue.releases.has(call.callee)) return false;
    return call.args.some((arg) => {
      const path = pathOf(arg) ?? '';
      return (
        byIndex.test(path) ||
        [...chosen].some((name) => path === name || path.startsWith(`&${name}->`) || path === `&${name}`)
      );
    });
  });
}

function candidateOf(loop: Loop, release: Call, seen: Seen, view: View): Candidate {
  return {
    check: 'leak-on-error-path',
    ...unseenAcquire(release.callee, view.catalogue),
    confidence: 'high',
    evidence: ['catalogue'],
    seen,
    resource: pathOf(release.args[0]) ?? '',
    releases: [release.callee],
    origin: { seen, at: loop.at },
    ways: [{ exit: loop.at, branch: -1 }],
    spots: [
      { role: 'exit', seen, at: loop.at },
      { role: 'release', seen, at: release.at },
    ],
    certain: true,
  };
}

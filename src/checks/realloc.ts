import type { Expr } from '../types.js';
import { isVariable, plain } from '../flow/access-path.js';
import { pathOf, visitBody, visitSettings } from '../flow/expr.js';
import type { Seen, View } from '../flow/view.js';
import { touchedFunctions, type Candidate, type Check } from './check.js';

/** `p = krealloc(p, …)`: when it fails, the old memory is still there and `p` is NULL. */
export const reallocCheck: Check = {
  ids: ['leak-on-error-path'],
  run: (input) => touchedFunctions(input).flatMap((seen) => checkFunction(seen, input.view)),
};

function checkFunction(seen: Seen, view: View): readonly Candidate[] {
  const out: Candidate[] = [];
  visitBody(seen.fn.body, (expr) => {
    const grown = grownInPlace(expr, view);
    if (grown && !isCopied(grown.path, seen)) out.push(candidateOf(grown, seen, view));
  });
  return out;
}

interface Grown {
  readonly path: string;
  readonly callee: string;
  readonly at: number;
}

function grownInPlace(expr: Expr, { catalogue }: View): Grown | undefined {
  if (expr.kind !== 'assign' || expr.op !== '=' || expr.right.kind !== 'call') return undefined;
  const { callee, args, at } = expr.right;
  const path = pathOf(expr.left);
  if (!catalogue.reallocs.has(callee) || path === undefined || pathOf(args[0]) !== path) return undefined;
  return { path, callee, at };
}

/** The old pointer also stands somewhere else: a local that was read from there, or one that was saved. */
function isCopied(path: string, seen: Seen): boolean {
  const saved: string[] = [];
  const note = (to: string, from: string | undefined): void => {
    if (from !== undefined && from !== 'NULL') saved.push(to);
  };
  // `tab = q->tab` or `struct slot *tab = q->tab;`
  if (isVariable(path))
    visitSettings(seen.fn.body, (to, value) => {
      if (to === path) note(to, pathOf(value));
    });
  visitBody(seen.fn.body, (expr) => {
    if (expr.kind !== 'assign' || expr.op !== '=') return;
    const [from, to] = [pathOf(expr.right), pathOf(expr.left)];
    if (to !== undefined && from !== undefined && plain(from) === plain(path)) note(to, from);
  });
  return saved.length > 0 || seen.fn.params.some((param) => param.name === path);
}

function candidateOf({ path, callee, at }: Grown, seen: Seen, view: View): Candidate {
  const api = view.catalogue.acquires.get(callee);
  return {
    check: 'leak-on-error-path',
    rule: api?.rule ?? 'memory',
    confidence: 'high',
    effect: 'leak',
    evidence: ['catalogue'],
    seen,
    resource: path,
    acquire: callee,
    releases: api?.releases.map((release) => release.name) ?? [],
    origin: { seen, at },
    ways: [{ exit: at, branch: -1 }],
    spots: [
      { role: 'acquire', seen, at },
      { role: 'exit', seen, at },
    ],
    certain: true,
  };
}

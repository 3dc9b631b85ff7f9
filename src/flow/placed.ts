import type { Call, Expr, Stmt } from '../types.js';
import { childrenOf, exprsOf, parts } from './expr.js';
import { nameSays } from './names.js';
import type { Seen, View } from './view.js';
import { once } from '../once.js';

/** A call of a function with what becomes of its result. */
export interface Placed {
  readonly call: Call;
  /** The path that the result is assigned to, if any. */
  readonly result: string | undefined;
  /**
   * `argument`: given to another call, `outer`; `tested`: a condition looks at it and nobody keeps it; `discarded`: the statement is the call
   * alone; `other`: returned or computed with.
   */
  readonly use: 'kept' | 'argument' | 'tested' | 'discarded' | 'other';
  readonly outer: string | undefined;
}

/** Calls that only look at what they are given. */
const LOOKING = /^(IS_ERR|PTR_ERR|WARN_ON|likely|unlikely|ERR_CAST)/;

type Use = Pick<Placed, 'result' | 'use' | 'outer'>;

const OTHER: Use = { result: undefined, use: 'other', outer: undefined };
const TESTED: Use = { ...OTHER, use: 'tested' };

/** All calls of a function, inner ones after the call that they are an argument of; initialisers of `__free` variables are left out. */
export function placedCalls({ fn }: Seen): readonly Placed[] {
  return placedIn(fn.body);
}

const placedIn = once(findPlaced);

function findPlaced(body: readonly Stmt[]): readonly Placed[] {
  const out: Placed[] = [];
  const walk = (expr: Expr, use: Use): void => {
    if (expr.kind === 'call') {
      out.push({ call: expr, ...use });
      const inner: Use = LOOKING.test(expr.callee) ? OTHER : { ...OTHER, use: 'argument', outer: expr.callee };
      for (const arg of expr.args) walk(arg, inner);
    } else if (expr.kind === 'assign') {
      const left = expr.left.kind === 'path' && expr.op === '=' ? expr.left.path : undefined;
      walk(expr.right, left === undefined ? OTHER : { result: left, use: 'kept', outer: undefined });
    } else if (expr.kind === 'ternary') {
      walk(expr.cond, TESTED);
      walk(expr.then, use);
      walk(expr.else, use);
    } else if (expr.kind === 'block') {
      for (const stmt of expr.body) statement(stmt);
    } else {
      const tests = use.use === 'tested' && (expr.kind === 'unary' || expr.kind === 'binary');
      for (const part of parts(expr)) walk(part, tests ? use : use.use === 'argument' ? use : OTHER);
    }
  };
  const statement = (stmt: Stmt): void => {
    if (stmt.kind === 'declare') {
      if (stmt.init && stmt.cleanup === undefined)
        walk(stmt.init, { result: stmt.name, use: 'kept', outer: undefined });
    } else {
      const use: Use = stmt.kind === 'expr' ? { ...OTHER, use: 'discarded' } : stmt.kind === 'if' ? TESTED : OTHER;
      for (const expr of exprsOf(stmt)) walk(expr, use);
    }
    for (const child of childrenOf(stmt)) statement(child);
  };
  for (const stmt of body) statement(stmt);
  return out;
}

/** Whether a name is that of a managed call. */
export function isManaged(name: string, view: View): boolean {
  return nameSays(view.catalogue.words.managed, name);
}

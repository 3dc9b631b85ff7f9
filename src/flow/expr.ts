import type { Call, Expr, Stmt } from '../types.js';
import { once } from '../once.js';

/** The sub-expressions of an expression, in evaluation order; statement expressions have none. */
export function parts(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
      return expr.args;
    case 'assign':
      return [expr.right, expr.left];
    case 'binary':
      return [expr.left, expr.right];
    case 'ternary':
      return [expr.cond, expr.then, expr.else];
    case 'unary':
    case 'update':
      return [expr.arg];
    case 'other':
      return expr.parts;
    case 'path':
    case 'address':
    case 'number':
    case 'string':
    case 'block':
      return [];
  }
}

/** Visits an expression and everything below it, inner expressions first; goes into statement expressions. */
export function visitExpr(expr: Expr, visit: (expr: Expr) => void): void {
  switch (expr.kind) {
    case 'path':
    case 'address':
    case 'number':
    case 'string':
      break;
    case 'call':
      for (const arg of expr.args) visitExpr(arg, visit);
      break;
    case 'assign':
      visitExpr(expr.right, visit);
      visitExpr(expr.left, visit);
      break;
    case 'binary':
      visitExpr(expr.left, visit);
      visitExpr(expr.right, visit);
      break;
    case 'unary':
    case 'update':
      visitExpr(expr.arg, visit);
      break;
    case 'block':
      visitBody(expr.body, visit);
      break;
    case 'ternary':
    case 'other':
      for (const part of parts(expr)) visitExpr(part, visit);
  }
  visit(expr);
}

/** The expressions that stand directly in a statement (not in the statements below it). */
export function exprsOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'expr':
      return [stmt.expr];
    case 'declare':
      return stmt.init ? [stmt.init] : [];
    case 'if':
      return [stmt.cond];
    case 'loop':
      return [...stmt.args, ...(stmt.cond ? [stmt.cond] : []), ...(stmt.step ? [stmt.step] : [])];
    case 'switch':
      return [stmt.value];
    case 'return':
      return stmt.value ? [stmt.value] : [];
    case 'scoped':
      return stmt.args;
    case 'case':
      return stmt.values;
    case 'goto':
    case 'label':
    case 'break':
    case 'continue':
    case 'block':
    case 'either':
    case 'gap':
      return [];
  }
}

/** The statements directly below a statement. */
export function childrenOf(stmt: Stmt): readonly Stmt[] {
  switch (stmt.kind) {
    case 'if':
      return [...stmt.then, ...stmt.else];
    case 'loop':
      return [...stmt.init, ...stmt.body];
    case 'switch':
    case 'block':
    case 'scoped':
      return stmt.body;
    case 'either':
      return stmt.branches.flat();
    case 'expr':
    case 'declare':
    case 'case':
    case 'return':
    case 'goto':
    case 'label':
    case 'break':
    case 'continue':
    case 'gap':
      return [];
  }
}

/** Visits a statement and all below it, in source order. */
export function visitStmts(body: readonly Stmt[], visit: (stmt: Stmt) => void): void {
  for (const stmt of body) {
    visit(stmt);
    switch (stmt.kind) {
      case 'if':
        visitStmts(stmt.then, visit);
        visitStmts(stmt.else, visit);
        break;
      case 'loop':
        visitStmts(stmt.init, visit);
        visitStmts(stmt.body, visit);
        break;
      case 'switch':
      case 'block':
      case 'scoped':
        visitStmts(stmt.body, visit);
        break;
      case 'either':
        for (const branch of stmt.branches) visitStmts(branch, visit);
        break;
      case 'expr':
      case 'declare':
      case 'case':
      case 'return':
      case 'goto':
      case 'label':
      case 'break':
      case 'continue':
      case 'gap':
    }
  }
}

/** Visits every expression of a body, in source order of the statements. */
export function visitBody(body: readonly Stmt[], visit: (expr: Expr) => void): void {
  visitStmts(body, (stmt) => {
    if (stmt.kind === 'expr') visitExpr(stmt.expr, visit);
    else if (stmt.kind === 'if') visitExpr(stmt.cond, visit);
    else for (const expr of exprsOf(stmt)) visitExpr(expr, visit);
  });
}

/** Visits each value that a path is set to, by a declaration or an assignment: declarations first. */
export function visitSettings(body: readonly Stmt[], visit: (path: string, value: Expr) => void): void {
  visitStmts(body, (stmt) => {
    if (stmt.kind === 'declare' && stmt.init) visit(stmt.name, stmt.init);
  });
  visitBody(body, (expr) => {
    if (expr.kind === 'assign' && expr.left.kind === 'path') visit(expr.left.path, expr.right);
  });
}

/** The call that is a whole statement. */
export function callOf(stmt: Stmt): Call | undefined {
  return stmt.kind === 'expr' && stmt.expr.kind === 'call' ? stmt.expr : undefined;
}

/** All calls of a body in source order, inner calls before outer ones; found once for a body. */
export const callsOf: (body: readonly Stmt[]) => readonly Call[] = once(findCalls);

function findCalls(body: readonly Stmt[]): readonly Call[] {
  const found: Call[] = [];
  visitBody(body, (expr) => {
    if (expr.kind === 'call') found.push(expr);
  });
  return found;
}

/** The access path that an expression names, `&x` as `&x`; undefined for anything computed. */
export function pathOf(expr: Expr | undefined): string | undefined {
  if (expr?.kind === 'path') return expr.path;
  if (expr?.kind === 'address') return `&${expr.path}`;
  return undefined;
}

import type { Stmt } from '../types.js';
import { childrenOf } from '../flow/expr.js';

/** A statement with the lists of statements that it stands in, outermost first, and the statements that hold them. */
export interface Found {
  readonly stmt: Stmt;
  readonly lists: readonly (readonly Stmt[])[];
  readonly holders: readonly Stmt[];
}

/** The first statement at a line that a test accepts. */
export function findStmt(body: readonly Stmt[], at: number, accept: (stmt: Stmt) => boolean): Found | undefined {
  for (const stmt of body) {
    if (stmt.at === at && accept(stmt)) return { stmt, lists: [body], holders: [] };
    for (const list of listsOf(stmt)) {
      const found = findStmt(list, at, accept);
      if (found) return { stmt: found.stmt, lists: [body, ...found.lists], holders: [stmt, ...found.holders] };
    }
  }
  return undefined;
}

function listsOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  if (stmt.kind === 'if') return [stmt.then, stmt.else];
  if (stmt.kind === 'either') return stmt.branches;
  return [childrenOf(stmt)];
}

import type { Stmt } from '../types.js';
import { pathOf, visitBody, visitSettings, visitStmts } from './expr.js';
import { once } from '../once.js';

/**
 * How often a body gives a variable or field a value that may be a handle: constants and `NULL` are none; a loop that goes over it and `++` count as
 * many times.
 */
export function timesSet(path: string, body: readonly Stmt[]): number {
  return countsOf(body).get(path) ?? 0;
}

const MANY = 2;

const countsOf = once(countSettings);

function countSettings(body: readonly Stmt[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const note = (path: string | undefined, times: number): void => {
    if (path !== undefined) counts.set(path, (counts.get(path) ?? 0) + times);
  };
  visitSettings(body, (path, value) => {
    if (value.kind !== 'number' && pathOf(value) !== 'NULL') note(path, 1);
  });
  visitStmts(body, (stmt) => {
    if (stmt.kind === 'loop') for (const arg of stmt.args) note(pathOf(arg), MANY);
  });
  visitBody(body, (expr) => {
    if (expr.kind === 'update') note(pathOf(expr.arg), MANY);
  });
  return counts;
}

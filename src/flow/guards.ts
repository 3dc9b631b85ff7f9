import type { Call, Stmt } from '../types.js';
import { callsOf, childrenOf } from './expr.js';

/** An early exit of a function: `if (…) { …; return x; }` or the same with `goto label`. */
export interface Guard {
  /** Position among the statements of its block. */
  readonly index: number;
  readonly stmt: Extract<Stmt, { kind: 'if' }>;
  readonly exit: Extract<Stmt, { kind: 'return' | 'goto' }>;
  /** Calls on its own way out, before the label. */
  readonly inline: readonly Call[];
}

/** A block of statements that run one after the other, with the early exits among them. */
export interface Block {
  readonly body: readonly Stmt[];
  readonly guards: readonly Guard[];
}

/** The blocks of a function that hold early exits, its own body first; error labels and what follows them are left out. */
export function blocksOf(body: readonly Stmt[]): readonly Block[] {
  const label = body.findIndex((stmt) => stmt.kind === 'label');
  const main = label > 0 ? body.slice(0, label) : body;
  const guards = main.flatMap((stmt, index) => guardOf(stmt, index) ?? []);
  const own: Block[] = guards.length > 0 ? [{ body: main, guards }] : [];
  return [...own, ...main.flatMap((stmt) => (guardOf(stmt, 0) ? [] : inner(stmt)))];
}

function inner(stmt: Stmt): readonly Block[] {
  if (stmt.kind === 'if') return [...blocksOf(stmt.then), ...blocksOf(stmt.else)];
  if (stmt.kind === 'either') return stmt.branches.flatMap(blocksOf);
  return blocksOf(childrenOf(stmt));
}

function guardOf(stmt: Stmt, index: number): Guard | undefined {
  if (stmt.kind !== 'if' || stmt.else.length > 0) return undefined;
  const exit = stmt.then.at(-1);
  if (exit?.kind !== 'return' && exit?.kind !== 'goto') return undefined;
  return { index, stmt, exit, inline: callsOf(stmt.then) };
}

/** What runs from a label on. */
export interface Unwind {
  readonly calls: readonly Call[];
  /** All of it down to the return is in view. */
  readonly whole: boolean;
}

/** What is called from each label of a function on, down to the return; labels fall through to those below. */
export function unwindFrom(body: readonly Stmt[]): ReadonlyMap<string, Unwind> {
  const out = new Map<string, Unwind>();
  const open = new Map<string, Call[]>();
  const close = (whole: boolean): void => {
    for (const [label, calls] of open) out.set(label, { calls, whole });
    open.clear();
  };
  for (const stmt of body) {
    if (stmt.kind === 'label') open.set(stmt.name, []);
    else if (stmt.kind === 'gap') close(false);
    else for (const calls of open.values()) calls.push(...callsOf([stmt]));
    if (stmt.kind === 'return') close(true);
  }
  close(false);
  return out;
}

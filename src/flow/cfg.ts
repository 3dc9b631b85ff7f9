import type { CFunction, Expr, Loop, Stmt } from '../types.js';

/** A node of the control-flow graph; edges are indices into `Cfg.nodes`. */
export type CfgNode =
  | { kind: 'step'; expr: Expr; at: number; next: number }
  | { kind: 'declare'; stmt: Extract<Stmt, { kind: 'declare' }>; at: number; next: number }
  /** `cond` has no `&&`, `||` or `!` at its top; `then` and `else` hold the statements that the source guards with it. */
  | {
      kind: 'branch';
      cond: Expr;
      at: number;
      yes: number;
      no: number;
      guarded: readonly Stmt[];
      otherwise: readonly Stmt[];
    }
  /** Before each round. `done` is -1 unless the loop is an iteration macro: others leave by their own condition. */
  | { kind: 'loop'; loop: Loop; at: number; body: number; done: number }
  /**
   * `option` as in the statement `either`, empty for a switch. `cases` are the statements of each target where a switch asks for the counter of
   * the loop around it: each round takes a later one.
   */
  | {
      kind: 'fork';
      value: Expr | undefined;
      option: string;
      cases: readonly (readonly Stmt[])[];
      at: number;
      targets: readonly number[];
    }
  | { kind: 'goto'; label: string; at: number; next: number }
  | { kind: 'join'; at: number; next: number }
  | { kind: 'gap'; reason: 'hunk' | 'unread'; at: number; next: number }
  | { kind: 'return'; value: Expr | undefined; at: number }
  /** A goto whose label is not in view. */
  | { kind: 'lost'; label: string; at: number }
  /** Falling off the end; `known` is false where the end was not seen. */
  | { kind: 'end'; at: number; known: boolean };

export interface Cfg {
  readonly nodes: readonly CfgNode[];
  readonly entry: number;
}

interface Targets {
  readonly out: number;
  readonly again: number;
  /** The variable that the innermost loop counts up, if it does. */
  readonly counter?: string | undefined;
}

/** Builds the graph of a function, from its end backwards, so that every edge points at a node that exists. Labels are joined first. */
export function buildCfg(fn: CFunction): Cfg {
  const nodes: CfgNode[] = [];
  const add = (node: CfgNode): number => nodes.push(node) - 1;
  const labels = new Map<string, number>();
  const none: Targets = { out: -1, again: -1 };

  const collect = (body: readonly Stmt[]): void => {
    for (const stmt of body) {
      if (stmt.kind === 'label' && !labels.has(stmt.name)) {
        labels.set(stmt.name, add({ kind: 'join', at: stmt.at, next: -1 }));
      } else if (stmt.kind === 'if') {
        collect(stmt.then);
        collect(stmt.else);
      } else if (stmt.kind === 'loop' || stmt.kind === 'switch' || stmt.kind === 'block' || stmt.kind === 'scoped') {
        collect(stmt.body);
      } else if (stmt.kind === 'either') {
        stmt.branches.forEach(collect);
      }
    }
  };
  collect(fn.body);

  const end = add({ kind: 'end', at: fn.end, known: fn.complete || fn.body.at(-1)?.kind !== 'gap' });

  const sequence = (body: readonly Stmt[], next: number, targets: Targets): number => {
    let follow = next;
    for (let i = body.length - 1; i >= 0; i--) follow = statement(body[i]!, follow, targets);
    return follow;
  };

  const condition = (
    cond: Expr,
    yes: number,
    no: number,
    guarded: readonly Stmt[],
    otherwise: readonly Stmt[],
  ): number => {
    if (cond.kind === 'unary' && cond.op === '!') return condition(cond.arg, no, yes, otherwise, guarded);
    if (cond.kind === 'binary' && cond.op === '&&') {
      return condition(cond.left, condition(cond.right, yes, no, guarded, otherwise), no, guarded, otherwise);
    }
    if (cond.kind === 'binary' && cond.op === '||') {
      return condition(cond.left, yes, condition(cond.right, yes, no, guarded, otherwise), guarded, otherwise);
    }
    return add({ kind: 'branch', cond, at: cond.at, yes, no, guarded, otherwise });
  };

  const loop = (stmt: Loop, next: number): number => {
    const head = add({ kind: 'join', at: stmt.at, next: -1 });
    const after = stmt.step ? add({ kind: 'step', expr: stmt.step, at: stmt.at, next: head }) : head;
    if (stmt.form === 'do') {
      const test = stmt.cond ? condition(stmt.cond, head, next, [], []) : head;
      setNext(nodes[head]!, sequence(stmt.body, test, { out: next, again: test }));
      return head;
    }
    const body = sequence(stmt.body, after, { out: next, again: after, counter: counterOf(stmt) });
    const test =
      stmt.form === 'each'
        ? body
        : stmt.cond && !isTrue(stmt.cond)
          ? condition(stmt.cond, body, next, stmt.body, [])
          : body;

    const entry = add({ kind: 'loop', loop: stmt, at: stmt.at, body: test, done: stmt.form === 'each' ? next : -1 });
    setNext(nodes[head]!, entry);
    return sequence(stmt.init, head, none);
  };

  const cases = (stmt: Extract<Stmt, { kind: 'switch' }>, next: number, targets: Targets): number => {
    const inner: Targets = { ...targets, out: next };
    const isCounted = stmt.value.kind === 'path' && stmt.value.path === targets.counter;
    const entries: number[] = [];
    let hasDefault = false;
    let follow = next;
    for (let i = stmt.body.length - 1; i >= 0; i--) {
      const one = stmt.body[i]!;
      if (one.kind !== 'case') {
        follow = statement(one, follow, inner);
        continue;
      }
      if (one.values.length === 0) hasDefault = true;
      follow = add({ kind: 'join', at: one.at, next: follow });
      entries.push(follow);
    }
    entries.reverse();
    if (!hasDefault) entries.push(next);
    const bodies = isCounted ? casesOf(stmt.body) : [];
    return add({ kind: 'fork', value: stmt.value, option: '', cases: bodies, at: stmt.at, targets: entries });
  };

  const statement = (stmt: Stmt, next: number, targets: Targets): number => {
    switch (stmt.kind) {
      case 'expr':
        return add({ kind: 'step', expr: stmt.expr, at: stmt.at, next });
      case 'declare':
        return add({ kind: 'declare', stmt, at: stmt.at, next });
      case 'if':
        return condition(
          stmt.cond,
          sequence(stmt.then, next, targets),
          sequence(stmt.else, next, targets),
          stmt.then,
          stmt.else,
        );
      case 'loop':
        return loop(stmt, next);
      case 'switch':
        return cases(stmt, next, targets);
      case 'case':
        return next;
      case 'return':
        return add({ kind: 'return', value: stmt.value, at: stmt.at });
      case 'goto': {
        const target = labels.get(stmt.label);
        if (target === undefined) return add({ kind: 'lost', label: stmt.label, at: stmt.at });
        return add({ kind: 'goto', label: stmt.label, at: stmt.at, next: target });
      }
      case 'label': {
        const join = labels.get(stmt.name)!;
        const node = nodes[join]!;
        if (node.kind === 'join' && node.next === -1) setNext(node, next);
        return join;
      }
      case 'break':
        // The loop that it leaves is not in view: what comes behind it is, after unseen code.
        if (targets.out === -1) return add({ kind: 'gap', reason: 'hunk', at: stmt.at, next });
        return add({ kind: 'goto', label: 'break', at: stmt.at, next: targets.out });
      case 'continue':
        if (targets.again === -1) return add({ kind: 'gap', reason: 'hunk', at: stmt.at, next });
        return targets.again;
      case 'block':
        return sequence(stmt.body, next, targets);
      case 'scoped':
        return sequence(stmt.body, next, targets);
      case 'either':
        return add({
          kind: 'fork',
          value: undefined,
          option: stmt.option,
          cases: [],
          at: stmt.at,
          targets: stmt.branches.map((b) => sequence(b, next, targets)),
        });
      case 'gap':
        return add({ kind: 'gap', reason: stmt.reason, at: stmt.at, next });
    }
  };

  const entry = sequence(fn.body, end, none);
  return { nodes, entry };
}

/** `for (i = 0; …; i++)` counts `i`. */
function counterOf({ step }: Loop): string | undefined {
  return step?.kind === 'update' && step.op === '++' && step.arg.kind === 'path' ? step.arg.path : undefined;
}

/** The statements behind each `case` up to the next. */
function casesOf(body: readonly Stmt[]): readonly (readonly Stmt[])[] {
  const out: Stmt[][] = [];
  for (const stmt of body) {
    if (stmt.kind === 'case') out.push([]);
    else out.at(-1)?.push(stmt);
  }
  return out;
}

function setNext(node: CfgNode, next: number): void {
  if ('next' in node) node.next = next;
}

function isTrue(cond: Expr): boolean {
  if (cond.kind === 'number') return cond.value !== 0;
  return cond.kind === 'path' && cond.path === 'true';
}

/** The nodes that may follow a node; -1 where the graph goes nowhere. */
export function nextOf(node: CfgNode): readonly number[] {
  switch (node.kind) {
    case 'step':
    case 'declare':
    case 'goto':
    case 'join':
    case 'gap':
      return [node.next];
    case 'branch':
      return [node.yes, node.no];
    case 'loop':
      return [node.body, node.done];
    case 'fork':
      return node.targets;
    case 'return':
    case 'lost':
    case 'end':
      return [];
  }
}

/** The expression that is evaluated at a node, if any. */
export function exprOf(node: CfgNode): Expr | undefined {
  switch (node.kind) {
    case 'step':
      return node.expr;
    case 'declare':
      return node.stmt.init;
    case 'branch':
      return node.cond;
    case 'fork':
    case 'return':
      return node.value;
    case 'loop':
    case 'goto':
    case 'join':
    case 'gap':
    case 'lost':
    case 'end':
      return undefined;
  }
}

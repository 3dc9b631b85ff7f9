import type { Expr, Stmt } from '../../types.js';
import { base, contains, plain } from '../access-path.js';
import type { Aliases } from '../aliases.js';
import type { Scope } from '../scope.js';
import { exprOf, nextOf, type Cfg, type CfgNode } from '../cfg.js';
import { compareMask, type Mask } from './mask.js';

/** Calls whose value follows from that of their first argument. */
const TELLING = new Set([
  'IS_ERR',
  'IS_ERR_VALUE',
  'IS_ERR_OR_NULL',
  'PTR_ERR',
  'PTR_ERR_OR_ZERO',
  'ERR_PTR',
  'ERR_CAST',
]);

/** The name under which it is remembered whether an option is set. */
export function optionFact(option: string): string {
  return option.replace('!', '');
}

/** Drops the facts that no way from a node on asks for: what nobody reads would only keep states apart. */
export type LiveFacts = (node: number, facts: ReadonlyMap<string, Mask>) => ReadonlyMap<string, Mask>;

const known = new WeakMap<Cfg, LiveFacts>();

/** Which facts are still asked for at each node of a function; those about `kept` variables always are. */
export function liveFacts(cfg: Cfg, { aliases, view }: Scope, kept: readonly string[]): LiveFacts {
  let live = known.get(cfg);
  if (!live) {
    const { contents, empties } = view.catalogue;
    const isTelling = (name: string): boolean => TELLING.has(name) || contents.has(name) || empties.has(name);
    known.set(cfg, (live = findLive(cfg, aliases, new Set(kept), isTelling)));
  }
  return live;
}

function findLive(
  cfg: Cfg,
  aliases: Aliases,
  kept: ReadonlySet<string>,
  isTelling: (name: string) => boolean,
): LiveFacts {
  const ids = new Map<string, number>();
  const read = cfg.nodes.map((node) => readAt(node, aliases, isTelling).map((path) => idOf(path, ids)));
  const words = Math.ceil(ids.size / 32);
  const size = cfg.nodes.length;
  const after = cfg.nodes.map(nextOf);
  const live = new Uint32Array(size * words);
  const starts = byStart(ids);
  const set = cfg.nodes.map((node) => idsWithin(setAt(node), aliases, starts));
  // Nodes are made from the end of the function backwards: most of what comes behind a node stands before it.
  for (let changed = true; changed;) {
    changed = false;
    for (let node = 0; node < size; node++) {
      for (let word = 0; word < words; word++) {
        let bits = 0;
        for (const one of after[node]!) if (one >= 0) bits |= live[one * words + word]!;
        for (const id of set[node]!) if (id >> 5 === word) bits &= ~(1 << (id & 31));
        for (const id of read[node]!) if (id >> 5 === word) bits |= 1 << (id & 31);
        const at = node * words + word;
        if (live[at] === bits >>> 0) continue;
        live[at] = bits;
        changed = true;
      }
    }
  }
  const isLive = (node: number, key: string): boolean => {
    if (kept.has(key)) return true;
    const id = ids.get(key);
    return id !== undefined && ((live[node * words + (id >> 5)]! >> (id & 31)) & 1) === 1;
  };
  return (node, facts) => {
    let left: Map<string, Mask> | undefined;
    for (const key of facts.keys()) {
      if (isLive(node, key)) continue;
      left ??= new Map(facts);
      left.delete(key);
    }
    return left ?? facts;
  };
}

function idOf(path: string, ids: Map<string, number>): number {
  let id = ids.get(path);
  if (id === undefined) ids.set(path, (id = ids.size));
  return id;
}

/** The path that a node sets in any case, what was known of it before being of no use to it. */
function setAt(node: CfgNode): string | undefined {
  if (node.kind === 'declare') return node.stmt.name;
  if (node.kind !== 'step' || node.expr.kind !== 'assign' || node.expr.op !== '=') return undefined;
  return node.expr.left.kind === 'path' ? node.expr.left.path : undefined;
}

/** The numbered paths by the name that they start with: only those can be parts of one another. */
function byStart(ids: ReadonlyMap<string, number>): ReadonlyMap<string, readonly (readonly [string, number])[]> {
  const all = new Map<string, (readonly [string, number])[]>();
  for (const entry of ids) {
    const start = startOf(entry[0]);
    const list = all.get(start);
    if (list) list.push(entry);
    else all.set(start, [entry]);
  }
  return all;
}

function startOf(path: string): string {
  return /^[^.[]*/.exec(plain(path))![0];
}

function idsWithin(path: string | undefined, aliases: Aliases, starts: ReturnType<typeof byStart>): readonly number[] {
  if (path === undefined) return [];
  const place = aliases.resolve(path);
  return (starts.get(startOf(place)) ?? []).flatMap(([key, id]) => (contains(place, key) ? [id] : []));
}

/** The paths whose value matters for what a node does, comparable. */
function readAt(node: CfgNode, aliases: Aliases, isTelling: (name: string) => boolean): readonly string[] {
  const paths: string[] = [];
  if (node.kind === 'fork' && node.option !== '') paths.push(optionFact(node.option));
  const value = (expr: Expr, matters: boolean): void => {
    switch (expr.kind) {
      case 'path':
        if (!matters) return;
        paths.push(aliases.resolve(expr.path));
        if (expr.path.includes('.') && aliases.isValue(base(expr.path))) paths.push(base(expr.path));
        return;
      case 'call':
        expr.args.forEach((arg, i) => {
          value(arg, i === 0 && isTelling(expr.callee));
        });
        return;
      case 'assign':
        value(expr.right, true);
        return;
      case 'unary':
        value(expr.arg, true);
        return;
      case 'ternary':
        value(expr.cond, true);
        value(expr.then, true);
        value(expr.else, true);
        return;
      case 'binary': {
        const decides = expr.op === '&&' || expr.op === '||' || compareMask(expr.op, 0) !== undefined;
        value(expr.left, decides);
        value(expr.right, decides);
        return;
      }
      case 'update':
        value(expr.arg, false);
        return;
      case 'other':
        for (const part of expr.parts) value(part, false);
        return;
      case 'block':
        for (const stmt of expr.body) statement(stmt);
        return;
      case 'address':
      case 'number':
      case 'string':
    }
  };
  const statement = (stmt: Stmt): void => {
    if (stmt.kind === 'expr') value(stmt.expr, true);
    else if (stmt.kind === 'declare' && stmt.init) value(stmt.init, true);
  };
  const expr = exprOf(node);
  if (expr) value(expr, true);
  return paths;
}

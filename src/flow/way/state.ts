import type { Expr } from '../../types.js';
import { base, contains, isVariable } from '../access-path.js';
import type { Aliases } from '../aliases.js';
import type { Scope } from '../scope.js';
import { visitExpr } from '../expr.js';
import { ANY, POSITIVE, ZERO, type Mask } from './mask.js';

/** What became of the resource on one way. `idle`: not acquired yet. */
export type Status = 'idle' | 'held' | 'released';

/** Unseen code since the acquire: none, some with nothing known of it, or some and a later line that still uses the resource. */
export type Gap = 'none' | 'crossed' | 'alive';

/** Where one way stands: what became of the resource, what is known of variables, and the lines to show for it (-1 without). */
export interface State {
  readonly status: Status;
  /** Comparable paths that hold the resource. */
  readonly homes: readonly string[];
  /** A home outlives the function. */
  readonly stored: boolean;
  /** Variables that got what a call made of the resource, and which may have it inside: `att = dma_buf_attach(buf, dev)`. */
  readonly kin: readonly string[];
  readonly facts: ReadonlyMap<string, Mask>;
  readonly gap: Gap;
  /** Nodes of the unseen code that was crossed since the acquire; ways that agree on all else are taken to have crossed the same. */
  readonly crossed: readonly number[];
  /** The last jump was a goto. */
  readonly unwinding: boolean;
  /** The same object was released on this way before it was acquired: acquiring restores what was. */
  readonly restores: boolean;
  /** The variable of the call's result still holds it. */
  readonly counted: boolean;
  /** Some call was given the resource, and nothing is known of what it did. */
  readonly passed: boolean;
  /** The calls that may have released it, as long as nothing surer is known. */
  readonly suspects: readonly string[];
  readonly branch: number;
  readonly jump: number;
  readonly release: number;
}

const NO_KIN: readonly string[] = [];
export const NO_GAPS: readonly number[] = [];

export const START: State = {
  status: 'idle',
  homes: [],
  stored: false,
  kin: NO_KIN,
  facts: new Map(),
  gap: 'none',
  crossed: NO_GAPS,
  unwinding: false,
  restores: false,
  counted: false,
  passed: false,
  suspects: [],
  branch: -1,
  jump: -1,
  release: -1,
};

const STATUS: Readonly<Record<Status, number>> = { idle: 0, held: 1, released: 2 };
const GAP: Readonly<Record<Gap, number>> = { none: 0, crossed: 1, alive: 2 };

/**
 * States with the same key are merged: they differ only in facts about variables that are not returned. `homes` is the number of the state's
 * list of homes. A number, because a walk asks for it at every step: 2 bits each for status and gap, 5 for the flags, 3 for each of at most 3 values,
 * then 22 for the jump (there are no texts of so many lines) and the rest for the homes (no walk sees 8,000 lists of them).
 */
export function keyOf(state: State, returned: readonly string[], homes: number): number {
  let key = STATUS[state.status] | (GAP[state.gap] << 2);
  if (state.passed) key |= 16;
  if (state.stored) key |= 32;
  if (state.restores) key |= 64;
  if (state.unwinding) key |= 128;
  if (state.counted) key |= 256;
  for (const name of returned) key = (key << 3) | (state.facts.get(name) ?? ANY);
  return key + (state.jump + 1) * 2 ** 18 + homes * 2 ** 40;
}

/** Classes that a path may have. */
export function factOf(state: State, path: string, aliases: Aliases): Mask {
  if (path === 'NULL' || path === 'false') return ZERO;
  if (path === 'true') return POSITIVE;
  return state.facts.get(aliases.resolve(path)) ?? ANY;
}

/** The state in which a path has one of the classes. */
export function learn(state: State, path: string, mask: Mask, aliases: Aliases): State {
  if (/^(NULL|true|false)$/.test(path)) return state;
  const key = aliases.resolve(path);
  if ((state.facts.get(key) ?? ANY) === mask) return state;
  const facts = new Map(state.facts);
  if (mask === ANY) facts.delete(key);
  else facts.set(key, mask);
  return { ...state, facts };
}

/** Facts about a path and all below it end when it is assigned. */
export function forget(state: State, path: string, aliases: Aliases): State {
  const place = aliases.resolve(path);
  let facts: Map<string, Mask> | undefined;
  for (const key of state.facts.keys()) {
    if (!contains(place, key)) continue;
    facts ??= new Map(state.facts);
    facts.delete(key);
  }
  return facts ? { ...state, facts } : state;
}

/** Facts about elements of arrays end when an index moves on. */
export function forgetElements(state: State): State {
  const facts = [...state.facts].filter(([key]) => !key.includes('[]'));
  return facts.length === state.facts.size ? state : { ...state, facts: new Map(facts) };
}

/** Whether a path holds the resource. */
export function isHome(state: State, path: string, aliases: Aliases): boolean {
  return state.status === 'held' && state.homes.includes(aliases.resolve(path));
}

/** Whether an expression names the resource, or the address of a part of it. */
export function hasHome(expr: Expr, state: State, aliases: Aliases): boolean {
  if (expr.kind === 'ternary') return hasHome(expr.then, state, aliases) || hasHome(expr.else, state, aliases);
  let found = false;
  visitExpr(expr, (one) => {
    if (one.kind !== 'path' && one.kind !== 'address') return;
    const path = aliases.resolve(one.path);
    const isPart = one.kind === 'address' || aliases.isAddress(one.path);
    if (state.homes.some((home) => home === path || (isPart && contains(home, path)))) found = true;
  });
  return found;
}

/** The place in which `dev_set_drvdata(dev, foo)` and the like leave an object with its device. */
export function driverData(device: string): string {
  return `${device}.driver_data`;
}

/** Whether a path is such a place: the code that reads it back has another name for the object. */
export function isDriverData(path: string): boolean {
  return path.endsWith('.driver_data');
}

/** Whether what is stored at a path is still reachable when the function has returned. */
export function outlives(path: string, scope: Scope): boolean {
  // `f()`: what a call gave out and no variable keeps.
  if (path.endsWith('()')) return false;
  const variable = base(path);
  if (variable === '') return true;
  if (isVariable(path)) return !scope.aliases.isLocal(variable) && !scope.aliases.isParam(variable);
  return !(scope.aliases.isLocal(variable) && scope.aliases.isValue(variable));
}

import type { Call, Stmt } from '../../types.js';
import type { CallEffect } from '../call-effect.js';
import { effectOf } from '../effects.js';
import { isGivenUpInLoop, releasesFallingThrough } from '../gives-up.js';
import { type Scope } from '../scope.js';
import type { Site } from '../site.js';
import type { State } from './state.js';

/** What one walk asks again and again, answered once. */
export interface Known {
  /** The one list that stands for all equal lists of homes: states can then be told apart by it. */
  homes(list: readonly string[]): readonly string[];
  /** The number of a list that `homes` gave. */
  numberOf(list: readonly string[]): number;
  effect(call: Call, state: State): CallEffect;
  /** Whether a statement list, run to its end, gives back what the state holds. */
  releases(body: readonly Stmt[], state: State): boolean;
  /** Whether the rounds of a loop give it back or leave it with others. */
  givesUp(body: readonly Stmt[], state: State): boolean;
}

/** Answers for one site. */
export function knownOf(site: Site, scope: Scope): Known {
  const lists = new Map([[keyOf(site.homes), site.homes]]);
  const numbers = new Map<readonly string[], number>();
  const answer = <Key, Value>(find: (key: Key, state: State) => Value): ((key: Key, state: State) => Value) => {
    const stored = new Map<readonly string[], Map<Key, Value>>();
    const unstored = new Map<readonly string[], Map<Key, Value>>();
    return (key, state) => {
      const byHomes = state.stored ? stored : unstored;
      let values = byHomes.get(state.homes);
      if (!values) byHomes.set(state.homes, (values = new Map<Key, Value>()));
      let value = values.get(key);
      if (value === undefined) values.set(key, (value = find(key, state)));
      return value;
    };
  };
  return {
    homes: (list) => {
      const key = keyOf(list);
      const known = lists.get(key);
      if (!known) lists.set(key, list);
      return known ?? list;
    },
    numberOf: (list) => {
      let number = numbers.get(list);
      if (number === undefined) numbers.set(list, (number = numbers.size));
      return number;
    },
    effect: answer((call: Call, { homes, stored }) => effectOf(call, { site, homes, stored }, scope)),
    releases: answer((body: readonly Stmt[], { homes, stored }) =>
      releasesFallingThrough(body, { site, homes, stored }, scope),
    ),
    givesUp: answer((body: readonly Stmt[], { homes, stored }) =>
      isGivenUpInLoop(body, { site, homes, stored }, scope),
    ),
  };
}

function keyOf(list: readonly string[]): string {
  return list.join(' ');
}

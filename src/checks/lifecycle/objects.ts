import { isVariable } from '../../flow/access-path.js';
import { callsOf, pathOf } from '../../flow/expr.js';
import { placedCalls } from '../../flow/placed.js';
import type { Seen, View } from '../../flow/view.js';
import { structOf, typeOf } from '../../flow/structs.js';

/** A function that allocates an object of a struct type, and those that free one, whatever their names. */
export interface ObjectPair {
  readonly type: string;
  readonly init: Seen;
  readonly teardowns: readonly Seen[];
}

/** Types that more functions than this free are no objects with one destructor. */
const MOST_TEARDOWNS = 2;

/** Constructors and destructors in view, paired by the struct type of what the one allocates and the other frees. */
export function objectPairs(view: View): readonly ObjectPair[] {
  const made = new Map<string, Seen[]>();
  const freed = new Map<string, Seen[]>();
  const note = (map: Map<string, Seen[]>, type: string | undefined, seen: Seen): void => {
    if (type === undefined) return;
    const list = map.get(type) ?? [];
    if (!list.includes(seen)) map.set(type, [...list, seen]);
  };
  for (const seen of view.all) {
    const own = new Set<string>();
    for (const { call, result } of placedCalls(seen)) {
      const api = view.catalogue.acquires.get(call.callee);
      if (api?.rule !== 'memory' || result === undefined || !isVariable(result)) continue;
      own.add(result);
      note(made, structOf(typeOf(result, seen)), seen);
    }
    for (const call of callsOf(seen.fn.body)) {
      const path = view.catalogue.frees.has(call.callee) ? pathOf(call.args[0]) : undefined;
      // What a function frees of its own making says nothing of who frees the others.
      if (path === undefined || !isVariable(path) || own.has(path)) continue;
      note(freed, structOf(typeOf(path, seen)), seen);
    }
  }
  return [...made].flatMap(([type, inits]) => {
    const teardowns = freed.get(type) ?? [];
    if (teardowns.length === 0 || teardowns.length > MOST_TEARDOWNS) return [];
    return inits.map((init) => ({ type, init, teardowns }));
  });
}

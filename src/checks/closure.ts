import type { Call } from '../types.js';
import { callsOf } from '../flow/expr.js';
import type { Seen, View } from '../flow/view.js';

/** A call together with the function that makes it. */
export interface MadeCall {
  readonly call: Call;
  readonly by: Seen;
}

/** How deep helpers of a teardown are followed. */
const MOST_DEPTH = 4;

/** All calls that a function makes, its callees in view included. */
export function closureCalls(root: Seen, view: View): readonly MadeCall[] {
  const key = `closure:${root.cfile.path}:${root.fn.name}:${root.fn.at}`;
  const known = view.memo.get(key) as readonly MadeCall[] | undefined;
  if (known) return known;
  const out: MadeCall[] = [];
  const visited = new Set([root.fn]);
  const walk = (seen: Seen, depth: number): void => {
    for (const call of callsOf(seen.fn.body)) {
      out.push({ call, by: seen });
      const callee = depth < MOST_DEPTH ? view.find(call.callee, seen.cfile) : undefined;
      if (!callee || visited.has(callee.fn)) continue;
      visited.add(callee.fn);
      walk(callee, depth + 1);
    }
  };
  walk(root, 0);
  view.memo.set(key, out);
  return out;
}

/** The functions that a function may run, itself first. */
export function closureFunctions(root: Seen, view: View): ReadonlySet<Seen['fn']> {
  return new Set([root.fn, ...closureCalls(root, view).map((made) => made.by.fn)]);
}

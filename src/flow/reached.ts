import { callsOf } from './expr.js';
import type { Seen, View } from './view.js';

/** How deep callees are followed. */
const MOST_DEPTH = 4;

/** The functions in view that a function calls, and those that these call. */
export function calleesOf(from: Seen, view: View): readonly Seen[] {
  const found = new Map([[from.fn, from]]);
  let last = [from];
  for (let depth = 0; depth < MOST_DEPTH && last.length > 0; depth++) {
    const next: Seen[] = [];
    for (const seen of last)
      for (const call of callsOf(seen.fn.body)) {
        const callee = view.find(call.callee, seen.cfile);
        if (!callee || found.has(callee.fn)) continue;
        found.set(callee.fn, callee);
        next.push(callee);
      }
    last = next;
  }
  found.delete(from.fn);
  return [...found.values()];
}

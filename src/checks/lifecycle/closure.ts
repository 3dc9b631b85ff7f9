import type { Call, Stmt } from '../../types.js';
import { callsOf, visitBody } from '../../flow/expr.js';
import { perFunction } from '../../flow/memory.js';
import type { Seen, View } from '../../flow/view.js';

/** A call together with the function that makes it. */
export interface MadeCall {
  readonly call: Call;
  readonly by: Seen;
}

/** How deep helpers of a teardown are followed. */
const MOST_DEPTH = 6;

/** All calls that a function makes, its callees in view included, and callbacks that it hands to a call, such as a kref's release. */
export function closureCalls(root: Seen, view: View): readonly MadeCall[] {
  return closures(root, view, () => findClosure(root, view));
}

const closures = perFunction<readonly MadeCall[]>();

function findClosure(root: Seen, view: View): readonly MadeCall[] {
  const out: MadeCall[] = [];
  const visited = new Set([root.fn]);
  const walk = (seen: Seen, depth: number): void => {
    for (const call of callsOf(seen.fn.body)) {
      out.push({ call, by: seen });
      if (depth >= MOST_DEPTH) continue;
      for (const callee of calledBy(call, seen, view)) {
        if (visited.has(callee.fn)) continue;
        visited.add(callee.fn);
        walk(callee, depth + 1);
      }
    }
  };
  walk(root, 0);
  return out;
}

function calledBy(call: Call, seen: Seen, view: View): readonly Seen[] {
  const names = [
    call.callee,
    ...call.args.flatMap((arg) => ('path' in arg && /^\w+$/.test(arg.path) ? [arg.path] : [])),
  ];
  return names.flatMap((name) => view.find(name, seen.cfile) ?? []);
}

/** The functions that a function may run, itself first. */
export function closureFunctions(root: Seen, view: View): ReadonlySet<Seen['fn']> {
  return new Set([root.fn, ...closureCalls(root, view).map((made) => made.by.fn)]);
}

/** Functions whose address a body stores or hands on: callbacks that run later, such as managed actions and `obj->release = f`. */
export function callbacksOf(body: readonly Stmt[], seen: Seen, view: View): readonly Seen[] {
  const out = new Set<Seen>();
  visitBody(body, (expr) => {
    const taken = expr.kind === 'call' ? expr.args : expr.kind === 'assign' ? [expr.right] : [];
    for (const one of taken) {
      if (one.kind !== 'path' && one.kind !== 'address') continue;
      if (!/^\w+$/.test(one.path)) continue;
      const found = view.find(one.path, seen.cfile);
      if (found) out.add(found);
    }
  });
  return [...out];
}

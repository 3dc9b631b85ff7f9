import { visitBody } from './expr.js';
import { nameSays, wordsOf } from './names.js';
import type { Seen, View } from './view.js';

/** How deep callees are looked into. */
const MOST_DEPTH = 4;

/**
 * Whether a function in view does anything that may have to be undone: it acquires by a listed or a telling name, or counts up. One that only
 * writes registers and calls managed functions does not, whatever its own name says.
 */
export function mayAcquire(seen: Seen, view: View, depth = 0): boolean {
  if (!seen.fn.complete || depth > MOST_DEPTH) return true;
  const { catalogue } = view;
  let found = false;
  visitBody(seen.fn.body, (expr) => {
    if (found) return;
    if (expr.kind === 'update' && expr.op === '++' && expr.arg.kind === 'path' && /->|\./.test(expr.arg.path))
      found = true;
    if (expr.kind === 'assign' && expr.op === '+=' && expr.left.kind === 'path' && /->|\./.test(expr.left.path))
      found = true;
    if (expr.kind !== 'call') return;
    const { callee } = expr;
    if (catalogue.acquires.has(callee)) found = true;
    const inner = view.find(callee, seen.cfile);
    if (inner) found ||= inner.fn !== seen.fn && mayAcquire(inner, view, depth + 1);
    else if (!catalogue.harmless.has(callee) && !nameSays(catalogue.words.managed, callee))
      found ||= saysAcquire(callee, view);
  });
  return found;
}

function saysAcquire(name: string, view: View): boolean {
  const words = wordsOf(name);
  return view.catalogue.antonyms.some(([acquire]) => words.includes(acquire));
}

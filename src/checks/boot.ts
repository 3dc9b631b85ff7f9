import type { CFile } from '../types.js';
import { isVoid } from '../flow/return-type.js';
import type { Seen, View } from '../flow/view.js';

/** Runs once, while the kernel or a module comes up: it is annotated so, or a macro of the file leaves it with the boot code. */
function isBoot({ fn, cfile }: Seen, { catalogue: { boot } }: View): boolean {
  if (fn.annotations.some((name) => boot.has(name))) return true;
  return cfile.macros.some(({ name, args }) => boot.has(name) && args.includes(fn.name));
}

/** Runs once and cannot even say that it failed: the machine goes on without what it sets up, if it goes on at all. */
export function isBootWithoutAnswer(seen: Seen, view: View): boolean {
  return isVoid(seen.fn.returns) && isBoot(seen, view);
}

/** Runs once, in a file seen whole that names no end of a module or a device: nothing will ever undo what it sets up. */
export function isForGood(seen: Seen, view: View): boolean {
  return seen.source.complete && isBoot(seen, view) && !hasEnd(seen.cfile, view);
}

/** The module can be unloaded, or a device of its driver taken away. */
function hasEnd({ ops, macros }: CFile, { catalogue: { lifecycles } }: View): boolean {
  return lifecycles.some(({ kind, role, type, teardowns }) => {
    if (kind === 'module') return macros.some((macro) => teardowns.includes(macro.name));
    if (kind !== 'ops' || role !== 'device') return false;
    return ops.some((one) => one.type === type && one.fields.some(({ field }) => teardowns.includes(field)));
  });
}

/** How far up callers are followed. */
const MOST_DEPTH = 3;

/** Runs for boot code alone, whose set-up nothing will ever undo. */
export function isSetUpForGood(seen: Seen, view: View, depth = 0): boolean {
  if (!seen.source.complete || hasEnd(seen.cfile, view)) return false;
  if (isBoot(seen, view)) return true;
  const callers = view.callers(seen.fn.name);
  return depth < MOST_DEPTH && callers.length > 0 && callers.every((one) => isSetUpForGood(one, view, depth + 1));
}

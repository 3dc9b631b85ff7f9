import { isVoid } from '../flow/return-type.js';
import type { Seen, View } from '../flow/view.js';
import { rootsOf } from './lifecycle/roots.js';

/** Runs once, while the kernel or a module comes up. */
function isBoot({ fn }: Seen, { catalogue }: View): boolean {
  return fn.annotations.some((name) => catalogue.boot.has(name));
}

/** Runs once and cannot even say that it failed: the machine goes on without what it sets up, if it goes on at all. */
export function isBootWithoutAnswer(seen: Seen, view: View): boolean {
  return isVoid(seen.fn.returns) && isBoot(seen, view);
}

/** Runs once, in a file seen whole that names no end of a module: nothing will ever undo what it sets up. */
export function isForGood(seen: Seen, view: View): boolean {
  if (!seen.source.complete || !isBoot(seen, view)) return false;
  return !rootsOf(view).some((root) => root.how !== 'name' && root.init.cfile === seen.cfile && root.named.length > 0);
}

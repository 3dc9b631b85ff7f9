import type { Finding, Skipped } from '../../types.js';
import { gainsOf } from '../../flow/acquires.js';
import { perView } from '../../flow/memory.js';
import type { Seen, View } from '../../flow/view.js';
import { rootsOf } from './roots.js';

/** More notes than this help nobody (one patch). */
const MOST = 5;

const SEEN_BY = 'in the tree that the patch applies to, checkleak --git . PATCH would see it';

/**
 * What the patch acquires into an object that lives on while no teardown of that object is in view: nothing can be said about it, and that is
 * said. `after` is the side with the patch, `tree` the name of what it was looked for in.
 */
export function unseenTeardowns(after: View, findings: readonly Finding[], tree?: string): readonly Skipped[] {
  const out: Skipped[] = [];
  for (const seen of after.all) {
    if (after.catalogue.acquires.has(seen.fn.name)) continue;
    for (const inner of gainsOf(seen, after, 0).inner) {
      const isOwn = inner.function === seen.fn.name && inner.file === seen.cfile.path;
      if (!isOwn || inner.rule === 'inferred' || seen.source.lines[inner.at]?.kind !== 'added') continue;
      // `*out = …`: the caller has it, and the caller is looked at by itself.
      if (/^\$\d+\.\*$/.test(inner.path)) continue;
      if (findings.some((one) => one.function === seen.fn.name && one.acquire === inner.api)) continue;
      if (reaches(seen, initsWithTeardown(after), after, new Set())) continue;
      const [, index = '', field = ''] = /^\$(\d+)(?:\.|->)?(.*)$/.exec(inner.path) ?? [];
      const owner = seen.fn.params[Number(index)]?.name;
      const what = owner === undefined || field === '' ? '' : ` (${owner}->${field.replace(/^\*/, '')})`;
      out.push({
        file: seen.cfile.path,
        reason: `teardown not visible: ${seen.fn.name}() keeps what ${inner.api}() acquires${what}; ${tree === undefined ? SEEN_BY : `none was found in ${tree}`}`,
      });
    }
  }
  return out.slice(0, MOST);
}

const initsWithTeardown = perView(
  (view): ReadonlySet<string> =>
    new Set(rootsOf(view).flatMap((root) => (root.teardowns.length > 0 ? [root.init.fn.name] : []))),
);

/** Whether the function, or one that calls it, is an init whose teardown is in view. */
function reaches(seen: Seen, visible: ReadonlySet<string>, view: View, done: Set<string>): boolean {
  const { name } = seen.fn;
  if (visible.has(name)) return true;
  if (done.has(name)) return false;
  done.add(name);
  return view.callers(name).some((caller) => reaches(caller, visible, view, done));
}

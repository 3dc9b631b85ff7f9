import { callsOf } from './expr.js';
import { mapInner } from './frame.js';
import { argPath, type Scope } from './scope.js';
import type { Site } from './site.js';
import { summaryOf } from './summary.js';

/** Whether a helper that the function calls before gives back just what the site takes: it is switched off and on again. */
export function isRestored({ acquire, homes, at }: Site, scope: Scope): boolean {
  if (acquire.inner.length === 0) return false;
  const names = new Set(acquire.inner.flatMap((one) => one.releases.map((release) => release.name)));
  return callsOf(scope.seen.fn.body).some((call) => {
    const callee = call.at < at ? scope.view.find(call.callee, scope.seen.cfile) : undefined;
    if (!callee || callee.fn === scope.seen.fn) return false;
    const paths = call.args.map((arg) => argPath(arg, scope.aliases));
    return summaryOf(callee, scope.view).releases.some(({ path, name }) => {
      const inside = names.has(name) && !/[~!]$/.test(path) ? mapInner(path, paths, '') : undefined;
      return inside !== undefined && homes.includes(inside);
    });
  });
}

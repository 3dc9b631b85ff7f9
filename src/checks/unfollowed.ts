import type { Skipped } from '../types.js';
import type { View } from '../flow/view.js';
import { functionKey } from './check.js';

/** Functions of one patch that are named. */
const MOST = 5;

/** The touched functions in which something is acquired that nothing can be said of, because it has too many ways to be followed; `after` has been checked. */
export function unfollowedSites(after: View, touched: ReadonlySet<string>): readonly Skipped[] {
  const all = [...after.unfollowed].filter(([seen]) => touched.has(functionKey(seen.source.path, seen.fn.name)));
  const named = all.slice(0, MOST).map(([{ fn, source }, places]): Skipped => {
    const first = source.lines[Math.min(...places)]?.line ?? 0;
    const what =
      places.size === 1 ? `what line ${first} acquires` : `what ${places.size} lines from ${first} on acquire`;
    return { file: source.path, reason: `${fn.name}() is too complex to follow ${what}: not analysed` };
  });
  const rest = all.length - named.length;
  return rest === 0 ? named : [...named, { file: '', reason: `${rest} more functions are too complex to follow` }];
}

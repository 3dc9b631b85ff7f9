import type { AcquireApi, Catalogue } from '../types.js';
import type { Candidate } from './check.js';

/** The acquire that a release is known for: one of the family that most of its acquires belong to. */
function usualAcquire(release: string, catalogue: Catalogue): AcquireApi | undefined {
  const apis = catalogue.releases.get(release) ?? [];
  const sizes = new Map<string, number>();
  for (const api of apis) sizes.set(api.rule, (sizes.get(api.rule) ?? 0) + 1);
  return apis.reduce<AcquireApi | undefined>(
    (best, api) => (best && sizes.get(best.rule)! >= sizes.get(api.rule)! ? best : api),
    undefined,
  );
}

/** What a candidate says of an acquire in unseen code, of which only the release is known. */
export function unseenAcquire(release: string, catalogue: Catalogue): Pick<Candidate, 'rule' | 'effect' | 'acquire'> {
  const api = usualAcquire(release, catalogue);
  return { rule: api?.rule ?? 'inferred', effect: api?.effect ?? 'leak', acquire: '' };
}

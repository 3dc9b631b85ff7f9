import type { Catalogue } from '../types.js';

/** One line a family: id, number of acquire functions, title. */
export function listRules(catalogue: Catalogue): string {
  const counts = new Map<string, number>();
  for (const api of catalogue.acquires.values()) counts.set(api.rule, (counts.get(api.rule) ?? 0) + 1);
  const lines = [...catalogue.families.values()].map(
    (family) => `${family.id.padEnd(16)}${String(counts.get(family.id) ?? 0).padStart(5)}  ${family.title}`,
  );
  return [
    ...lines,
    '',
    `${catalogue.acquires.size} functions that acquire, ${catalogue.releases.size} that release`,
    '',
  ].join('\n');
}

/** The whole catalogue as plain data. */
export function rulesAsJson(catalogue: Catalogue): unknown {
  return {
    version: catalogue.version,
    families: [...catalogue.families.values()],
    acquires: [...catalogue.acquires.values()],
    transfers: [...catalogue.transfers.values()].flat(),
    loops: [...catalogue.loops.values()],
    lifecycles: catalogue.lifecycles,
    cleanups: Object.fromEntries(catalogue.cleanups),
    nullSafe: [...catalogue.nullSafe],
    errSafe: [...catalogue.errSafe],
  };
}

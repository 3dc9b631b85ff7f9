import type { AcquireApi, Catalogue, Family, Lifecycle, LoopApi, TransferApi } from '../types.js';
import { bySet, byWord, type BySet, type ByWord } from './words.js';

/** What a resource is called where its family does not say. */
export const ANY_NOUN = 'a resource';

/** The catalogue as plain arrays, as it is stored. */
export interface Compiled extends BySet<readonly string[]> {
  readonly families: readonly Family[];
  readonly acquires: readonly AcquireApi[];
  readonly transfers: readonly TransferApi[];
  readonly loops: readonly LoopApi[];
  readonly lifecycles: readonly Lifecycle[];
  readonly cleanups: readonly (readonly [string, string])[];
  readonly owned: readonly string[];
  readonly covers: readonly (readonly string[])[];
  readonly antonyms: readonly (readonly [string, string])[];
  readonly words: ByWord<readonly string[]>;
}

/** Puts several rule sets together; later ones win where they name the same thing. */
export function mergeCompiled(sets: readonly Compiled[]): Compiled {
  return {
    ...bySet((name) => sets.flatMap((set) => set[name])),
    families: sets.reduce<readonly Family[]>((known, set) => overlay(known, set.families), []),
    acquires: sets.flatMap((set) => set.acquires),
    transfers: sets.flatMap((set) => set.transfers),
    loops: sets.flatMap((set) => set.loops),
    lifecycles: sets.flatMap((set) => set.lifecycles),
    cleanups: sets.flatMap((set) => set.cleanups),
    owned: sets.flatMap((set) => set.owned),
    covers: sets.flatMap((set) => set.covers),
    antonyms: sets.flatMap((set) => set.antonyms),
    words: byWord((key) => sets.flatMap((set) => set.words[key])),
  };
}

/** Families over others: one of the same id says anew what it says, and leaves the rest as it was. */
function overlay(known: readonly Family[], more: readonly Family[]): readonly Family[] {
  const byId = new Map(known.map((family) => [family.id, family]));
  for (const family of more) {
    const old = byId.get(family.id);
    byId.set(family.id, old === undefined ? family : { ...old, ...said(family) });
  }
  return [...byId.values()];
}

function said(family: Family): Partial<Family> {
  const { before, after, notCovered, examples } = family;
  const code = before === '' || after === '' ? {} : { before, after };
  return {
    why: family.why,
    ...(family.title === family.id ? {} : { title: family.title }),
    ...(family.noun === ANY_NOUN ? {} : { noun: family.noun }),
    ...code,
    ...(notCovered === '' ? {} : { notCovered }),
    ...(examples.length === 0 ? {} : { examples }),
  };
}

/** Builds the lookup tables. */
export function catalogueOf(set: Compiled, version: string): Catalogue {
  const acquires = new Map(set.acquires.map((api) => [api.name, api]));
  const releases = new Map<string, AcquireApi[]>();
  for (const api of acquires.values()) {
    for (const release of api.releases) push(releases, release.name, api);
    if (api.onFailure !== undefined) push(releases, api.onFailure, api);
  }
  const transfers = new Map<string, TransferApi[]>();
  for (const transfer of set.transfers) push(transfers, transfer.name, transfer);
  return {
    ...bySet((name): ReadonlySet<string> => new Set(set[name])),
    version,
    families: new Map(set.families.map((family) => [family.id, family])),
    acquires,
    releases,
    transfers,
    loops: new Map(set.loops.map((loop) => [loop.name, loop])),
    lifecycles: set.lifecycles,
    cleanups: new Map(set.cleanups),
    owned: ownedOf(set.owned),
    nullSafe: new Set([...set.nullSafe, ...set.errSafe]),
    covers: new Map(set.covers.map(([owner, ...rest]) => [owner!, new Set(rest)])),
    antonyms: set.antonyms,
    words: byWord((key) => new Set(set.words[key])),
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function ownedOf(lines: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    lines.map((line) => {
      const [type = '', ...fields] = line.split(' ');
      return [type, new Set(fields)];
    }),
  );
}

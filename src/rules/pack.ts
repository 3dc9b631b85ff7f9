import type { AcquireApi, Catalogue, Failure } from '../types.js';
import { catalogueOf, type Compiled } from './compiled.js';
import { lazyMap } from './lazy-map.js';

/** An acquire as it is stored: name, rule, handle, failure, releases (name, argument or -1), and only what differs from the usual. */
type Row = readonly [string, string, string, Failure, readonly (string | number)[], Partial<AcquireApi>?];

/**
 * The catalogue as it is stored. A run asks for some ten of several thousand acquires, so each is kept as JSON text until then:
 * reading them all took longer than reviewing a patch.
 */
export type Packed = Omit<Compiled, 'acquires'> & {
  /** Their names, parted by blanks. */
  readonly names: string;
  /** A `Row` each, as JSON. */
  readonly acquires: readonly string[];
  /** What releases them: a name and the positions of its acquires in `acquires`, parted by blanks. */
  readonly releases: readonly string[];
};

const USUAL = {
  managed: [] as readonly string[],
  counted: false,
  keptOnFailure: false,
  onFailure: undefined,
  managedAfter: undefined,
  drops: undefined,
  effect: 'leak',
  confidence: 'high',
  scope: 'function',
} as const;

export function pack(set: Compiled): Packed {
  const { releases } = catalogueOf(set, '');
  const places = new Map(set.acquires.map((api, at) => [api, at]));
  return {
    ...set,
    names: set.acquires.map((api) => api.name).join(' '),
    acquires: set.acquires.map((api) => JSON.stringify(packOne(api))),
    releases: [...releases].map(([name, apis]) => [name, ...apis.map((api) => places.get(api))].join(' ')),
  };
}

export function unpack(packed: Packed): Compiled {
  return { ...packed, acquires: packed.acquires.map((text) => unpackOne(JSON.parse(text) as Row)) };
}

/** The lookup tables of a stored catalogue; the same as `catalogueOf(unpack(packed))`, but acquires are read when they are asked for. */
export function catalogueOfPacked(packed: Packed, version: string): Catalogue {
  const names = packed.names === '' ? [] : packed.names.split(' ');
  const acquires = lazyMap(names, (at) => unpackOne(JSON.parse(packed.acquires[at]!) as Row));
  const releases = lazyMap(
    packed.releases.map((line) => line.slice(0, line.indexOf(' '))),
    (at) =>
      packed.releases[at]!.split(' ')
        .slice(1)
        .map((place) => acquires.get(names[Number(place)]!)!),
  );
  return { ...catalogueOf({ ...packed, acquires: [] }, version), acquires, releases };
}

function packOne(api: AcquireApi): Row {
  const handle = api.handle.kind === 'return' ? 'r' : `${api.handle.kind[0]!}${api.handle.index}`;
  const releases = api.releases.flatMap((one) => [one.name, one.arg ?? -1]);
  const unusual = Object.entries(USUAL).flatMap(([key, usual]) => {
    const value = api[key as keyof typeof USUAL];
    return JSON.stringify(value) === JSON.stringify(usual) ? [] : [[key, value] as const];
  });
  const row = [api.name, api.rule, handle, api.failure, releases] as const;
  return unusual.length === 0 ? row : [...row, Object.fromEntries(unusual)];
}

function unpackOne([name, rule, handle, failure, flat, unusual]: Row): AcquireApi {
  const releases: { name: string; arg: number | undefined }[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const arg = flat[i + 1] as number;
    releases.push({ name: flat[i] as string, arg: arg < 0 ? undefined : arg });
  }
  const index = Number(handle.slice(1));
  return {
    name,
    rule,
    handle:
      handle === 'r' ? { kind: 'return' } : handle.startsWith('a') ? { kind: 'arg', index } : { kind: 'out', index },
    failure,
    releases,
    ...USUAL,
    ...unusual,
  };
}

import type { AcquireApi, Failure } from '../types.js';
import type { Compiled } from './compiled.js';

/** An acquire as it is stored: name, rule, handle, failure, releases (name, argument or -1), and only what differs from the usual. */
type Row = readonly [string, string, string, Failure, readonly (string | number)[], Partial<AcquireApi>?];

/** The catalogue as it is stored: a third of the size of plain objects, and of their loading time. */
export type Packed = Omit<Compiled, 'acquires'> & { readonly acquires: readonly Row[] };

const USUAL = {
  managed: [] as readonly string[],
  counted: false,
  keptOnFailure: false,
  onFailure: undefined,
  drops: undefined,
  effect: 'leak',
  confidence: 'high',
  scope: 'function',
} as const;

export function pack(set: Compiled): Packed {
  return { ...set, acquires: set.acquires.map(packOne) };
}

export function unpack(packed: Packed): Compiled {
  return { ...packed, acquires: packed.acquires.map(unpackOne) };
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

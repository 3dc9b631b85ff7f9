import type { AcquireApi, Catalogue, Handle } from '../types.js';
import { catalogueOf, type Compiled } from './compiled.js';
import { readAcquire } from './entry.js';
import { lazyMap, lazySet } from './lazy-map.js';

type Words = 'reads' | 'soleArgument' | 'nullSafe' | 'errSafe';

/**
 * The catalogue as it is stored. A run asks for some ten of several thousand acquires, so they stay lines of text until then, all in one
 * string: reading them all took longer than reviewing a patch. Names stand apart, since `split` is the fastest way to a list of them.
 */
export type Packed = Omit<Compiled, 'acquires' | Words> & {
  /** Their names, parted by blanks. */
  readonly names: string;
  /** One line each, as in a rule file, with the rule and a blank in front. */
  readonly acquires: string;
  /** The names of what releases them, parted by blanks. */
  readonly releaseNames: string;
  /** For each of these, one line: the positions of its acquires in `acquires`, parted by blanks. */
  readonly releases: string;
} & Readonly<Record<Words, string>>;

export function pack(set: Compiled): Packed {
  const { releases } = catalogueOf(set, '');
  const places = new Map(set.acquires.map((api, at) => [api, at]));
  return {
    ...set,
    names: set.acquires.map((api) => api.name).join(' '),
    acquires: set.acquires.map((api) => `${api.rule} ${printAcquire(api)}`).join('\n'),
    releaseNames: [...releases.keys()].join(' '),
    releases: [...releases.values()].map((apis) => apis.map((api) => places.get(api)).join(' ')).join('\n'),
    reads: set.reads.join(' '),
    soleArgument: set.soleArgument.join(' '),
    nullSafe: set.nullSafe.join(' '),
    errSafe: set.errSafe.join(' '),
  };
}

export function unpack(packed: Packed): Compiled {
  return {
    ...packed,
    acquires: split(packed.acquires, '\n').map(unpackOne),
    reads: split(packed.reads, ' '),
    soleArgument: split(packed.soleArgument, ' '),
    nullSafe: split(packed.nullSafe, ' '),
    errSafe: split(packed.errSafe, ' '),
  };
}

/** The lookup tables of a stored catalogue; the same as `catalogueOf(unpack(packed))`, but acquires are read when they are asked for. */
export function catalogueOfPacked(packed: Packed, version: string): Catalogue {
  const names = split(packed.names, ' ');
  const lines = split(packed.acquires, '\n');
  const acquires = lazyMap(names, (at) => unpackOne(lines[at]!));
  const released = split(packed.releases, '\n');
  const releases = lazyMap(split(packed.releaseNames, ' '), (at) =>
    released[at]!.split(' ').map((place) => acquires.get(names[Number(place)]!)!),
  );
  const rest = catalogueOf(
    { ...packed, acquires: [], reads: [], soleArgument: [], nullSafe: [], errSafe: [] },
    version,
  );
  return {
    ...rest,
    acquires,
    releases,
    reads: lazySet(() => split(packed.reads, ' ')),
    soleArgument: lazySet(() => split(packed.soleArgument, ' ')),
    nullSafe: lazySet(() => [...split(packed.nullSafe, ' '), ...split(packed.errSafe, ' ')]),
    errSafe: lazySet(() => split(packed.errSafe, ' ')),
  };
}

/** An acquire as a rule file writes it: `readAcquire` gives it back. */
export function printAcquire(api: AcquireApi): string {
  const options = [
    `fails ${api.failure}`,
    ...(api.counted ? ['counted'] : []),
    ...(api.keptOnFailure ? ['keeps-on-failure'] : []),
    ...(api.onFailure === undefined ? [] : [`on-failure ${api.onFailure}`]),
    ...(api.drops === undefined ? [] : [`drops ${api.drops}`]),
    ...(api.lowest === undefined ? [] : [`lowest ${api.lowest}`]),
    ...(api.above === undefined ? [] : [`above ${api.above}`]),
    ...(api.runs === undefined ? [] : [`runs ${api.runs}`]),
    ...(api.effect === 'leak' ? [] : [api.effect]),
    ...(api.scope === 'teardown' ? ['teardown-only'] : []),
    ...(api.confidence === 'high' ? [] : [`confidence ${api.confidence}`]),
    ...(api.where === undefined ? [] : [`where ${api.where}`]),
    ...api.managed.map((name) => `managed ${name}`),
    ...api.startedBy.map((name) => `started-by ${name}`),
    ...(api.managedAfter === undefined ? [] : [`managed-after ${api.managedAfter}`]),
  ];
  const releases = api.releases.map((one) => `${one.name}(${one.arg ?? 'key'})`);
  return `${api.name}(${printHandle(api.handle)}) ${options.join(', ')} -> ${releases.join(', ')}`;
}

function printHandle(handle: Handle): string {
  if (handle.kind === 'return') return 'ret';
  if (handle.kind === 'arg') return `arg${handle.index}`;
  return `*arg${handle.index}${handle.field === undefined ? '' : `.${handle.field}`}`;
}

function unpackOne(line: string): AcquireApi {
  const at = line.indexOf(' ');
  const api = readAcquire(line.slice(at + 1), line.slice(0, at));
  if ('error' in api) throw new Error(`stored rule "${line}": ${api.error}`);
  return api;
}

function split(text: string, by: string): readonly string[] {
  return text === '' ? [] : text.split(by);
}

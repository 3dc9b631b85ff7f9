import type { Catalogue, NameWords } from '../types.js';

const KEYS = [
  'release',
  'takeover',
  'embed',
  'setup',
  'switch',
  'drop',
  'borrow',
  'borrowed',
  'view',
  'managed',
  'node',
  'shared',
] as const satisfies readonly (keyof NameWords)[];

/** One value for each list of words of `rules/names.yaml`. */
export type ByWord<T> = Readonly<Record<keyof NameWords, T>>;

/** Makes a value for each list of words. */
export function byWord<T>(make: (key: keyof NameWords) => T): ByWord<T> {
  return Object.fromEntries(KEYS.map((key) => [key, make(key)])) as ByWord<T>;
}

/** The plain sets of names of a catalogue, with the keys of `rules/names.yaml` that say them; undefined for what other files say. */
const SETS = {
  actions: 'actions',
  makers: 'makers',
  callbacks: 'callbacks',
  contents: 'contents',
  empties: 'empties',
  stores: 'stores',
  reallocs: 'reallocs',
  infallible: 'infallible',
  nonNull: 'non-null',
  boot: 'boot',
  unmanages: 'unmanages',
  returnsArgument: 'returns-argument',
  frees: 'frees',
  deferred: 'deferred',
  ends: 'ends',
  inFlight: 'in-flight',
  backlogged: 'backlogged',
  noError: 'no-error',
  repeatedOps: 'repeated-ops',
  repeatedNames: 'repeated-names',
  repeatedMacros: 'repeated-macros',
  onceNames: 'once-names',
  destructors: 'destructors',
  stopQuestions: 'stop-questions',
  waits: 'waits',
  adoptedBy: 'adopted-by',
  halts: 'halts',
  interrupts: 'interrupts',
  quiets: 'quiets',
  bars: 'bars',
  inside: 'inside',
  stepping: 'stepping',
  looks: 'looks',
  harmless: 'harmless',
  reads: undefined,
  nullSafe: undefined,
  errSafe: undefined,
  soleArgument: undefined,
  otherObject: undefined,
  keptByCore: undefined,
} as const satisfies Partial<Record<keyof Catalogue, string | undefined>>;

export type SetName = keyof typeof SETS;
/** Key of a list of names in `rules/names.yaml`. */
export type NamesKey = NonNullable<(typeof SETS)[SetName]>;

/** One value for each set of names. */
export type BySet<T> = Readonly<Record<SetName, T>>;

/** Makes a value for each set of names; it is told the key of `rules/names.yaml`. */
export function bySet<T>(make: (name: SetName, key: NamesKey | undefined) => T): BySet<T> {
  const names = Object.keys(SETS) as SetName[];
  return Object.fromEntries(names.map((name) => [name, make(name, SETS[name])])) as BySet<T>;
}

/** The lists of names that `rules/names.yaml` must have. */
export const NAMES_KEYS: readonly NamesKey[] = Object.values(SETS).filter((key) => key !== undefined);

import type { NameWords } from '../types.js';

const KEYS = [
  'release',
  'takeover',
  'embed',
  'switch',
  'drop',
  'borrow',
  'borrowed',
  'view',
  'managed',
  'node',
] as const satisfies readonly (keyof NameWords)[];

/** One value for each list of words of `rules/names.yaml`. */
export type ByWord<T> = Readonly<Record<keyof NameWords, T>>;

/** Makes a value for each list of words. */
export function byWord<T>(make: (key: keyof NameWords) => T): ByWord<T> {
  return Object.fromEntries(KEYS.map((key) => [key, make(key)])) as ByWord<T>;
}

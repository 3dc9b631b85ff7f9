import { z } from 'zod';
import { ANY_NOUN } from './compiled.js';
import { byWord, NAMES_KEYS } from './words.js';

const text = z.string().trim().min(1);
const version = z.literal(1);
const lines = z.array(text).default([]);

/** A family of resources: `rules/<id>.yaml`, and what `--rules DIR` adds. Entries are one line each: see `entry.ts`. */
export const familySchema = z.strictObject({
  version,
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: text.optional(),
  noun: text.default(ANY_NOUN),
  why: text,
  before: z.string().default(''),
  after: z.string().default(''),
  'not-covered': z.string().default(''),
  examples: z.array(z.strictObject({ title: text, before: text, after: text })).default([]),
  acquires: lines,
  loops: lines,
  cleanups: lines,
  transfers: lines,
  harmless: lines,
  'null-safe': lines,
  'err-ptr-safe': lines,
});

export const releaseCallsSchema = z.strictObject({
  version,
  'sole-argument': text,
  'null-safe': text,
  'err-ptr-safe': text,
  'other-object': z.array(z.string().regex(/^\w+ \w+$/)),
});

export const readsSchema = z.strictObject({ version, reads: text });

export const transfersSchema = z.strictObject({ version, transfers: z.array(text) });

export const lifecyclesSchema = z.strictObject({
  version,
  ops: z.array(text),
  modules: z.array(text),
  names: z.array(text),
  covers: z.array(z.string().regex(/^\w+( \w+)+$/, 'an owner and what it gives back')).default([]),
  'kept-by-core': z.array(z.string().regex(/^\w+(\.\w+)*$/, 'a field, or the last of a path')).default([]),
});

/** One text of names for each of the keys. */
function texts<Key extends string>(keys: readonly Key[]): Record<Key, typeof text> {
  return Object.fromEntries(keys.map((key) => [key, text])) as Record<Key, typeof text>;
}

export const namesSchema = z.strictObject({
  version,
  antonyms: z.array(z.string().regex(/^\w+ \w+$/)),
  words: z.strictObject(byWord(() => text)),
  owned: z.array(text),
  ...texts(NAMES_KEYS),
});

const LIST = 'write a list, one line each';

/** What to write for a key that is missing or cannot be read. */
const REMEDIES: Readonly<Record<string, string>> = {
  version: 'write version: 1',
  id: 'write a name in lower case, words parted by hyphens',
  why: 'write a sentence that says what goes wrong when it is not given back',
  title: 'write a few words, or leave it out',
  noun: 'write what a comment calls one of them: a clock',
  before: 'write the code that is found, as a block after before: |',
  after: 'write the code that is silent, as a block after after: |',
  'not-covered': 'write a sentence that says what is not seen',
  examples: 'write a list of title, before and after',
  acquires: `${LIST}: - NAME(HANDLE) fails KIND -> RELEASE(N)`,
  loops: `${LIST}: - MACRO CURSOR RELEASE`,
  cleanups: `${LIST}: - CLASS RELEASE`,
  transfers: `${LIST}: - NAME(N) always`,
  harmless: `${LIST}: - NAME`,
  'null-safe': `${LIST}: - RELEASE`,
  'err-ptr-safe': `${LIST}: - RELEASE`,
  ops: `${LIST}: - TYPE INIT TEARDOWN ROLE`,
  modules: `${LIST}: - INIT TEARDOWN`,
  names: `${LIST}: - INIT TEARDOWN`,
  antonyms: `${LIST}: - ACQUIRE-WORD RELEASE-WORD`,
  owned: `${LIST}: as in rules/names.yaml`,
  'other-object': `${LIST}: - ACQUIRE RELEASE`,
};

/** A problem that the schema found: the keys that lead to it, and what to do. */
export interface SchemaProblem {
  readonly at: readonly (string | number)[];
  readonly text: string;
}

/** The problems of a failed parse in words of a rule author. `data` is what was parsed. */
export function schemaProblems(error: z.ZodError, data: unknown): readonly SchemaProblem[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return [{ at: [], text: 'no rule: write keys and values, version: 1 first; see rules/README.md' }];
  return error.issues.flatMap((issue): readonly SchemaProblem[] => {
    const at = issue.path.filter((key): key is string | number => typeof key !== 'symbol');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        at: [...at, key],
        text: `unknown key "${key}": remove it or see rules/README.md`,
      }));
    const key = String(at[0]);
    const isMissing = at.length === 1 && !(key in data);
    const remedy = REMEDIES[key] ?? 'see rules/README.md';
    return [{ at, text: isMissing ? `no ${key}: ${remedy}` : `${at.join('.')} cannot be read: ${remedy}` }];
  });
}

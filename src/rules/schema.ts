import { z } from 'zod';

const text = z.string().trim().min(1);

/** A family of resources: `rules/<id>.yaml`, and what `--rules DIR` adds. Entries are one line each: see `entry.ts`. */
export const familySchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id is lower case with hyphens'),
  title: text.optional(),
  noun: text.default('a resource'),
  why: text,
  before: z.string().default(''),
  after: z.string().default(''),
  'not-covered': z.string().default(''),
  examples: z.array(z.strictObject({ title: text, before: text, after: text })).default([]),
  acquires: z.array(text).default([]),
  loops: z.array(text).default([]),
  cleanups: z.array(text).default([]),
  transfers: z.array(text).default([]),
  harmless: z.array(text).default([]),
});

export const releaseCallsSchema = z.strictObject({
  version: z.literal(1),
  'sole-argument': text,
  'other-object': z.array(z.string().regex(/^\w+ \w+$/, 'an acquire and a release')),
});

export const transfersSchema = z.strictObject({ version: z.literal(1), transfers: z.array(text) });

export const lifecyclesSchema = z.strictObject({
  version: z.literal(1),
  ops: z.array(text),
  modules: z.array(text),
  names: z.array(text),
});

export const namesSchema = z.strictObject({
  version: z.literal(1),
  antonyms: z.array(z.string().regex(/^\w+ \w+$/, 'two words')),
  words: z.strictObject({
    release: text,
    takeover: text,
    embed: text,
    switch: text,
    drop: text,
    view: text,
    managed: text,
  }),
  actions: text,
  callbacks: text,
  owned: z.array(text),
  stores: text,
  frees: text,
  harmless: text,
});

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { mergeCompiled, type Compiled } from './compiled.js';
import { readAcquire, readCleanup, readLifecycle, readLoop, readTransfer, type BadEntry } from './entry.js';
import { familySchema, lifecyclesSchema, namesSchema, releaseCallsSchema, transfersSchema } from './schema.js';

const EMPTY: Compiled = {
  families: [],
  acquires: [],
  transfers: [],
  loops: [],
  lifecycles: [],
  cleanups: [],
  actions: [],
  callbacks: [],
  owned: [],
  stores: [],
  frees: [],
  harmless: [],
  soleArgument: [],
  otherObject: [],
  antonyms: [],
  words: { release: [], takeover: [], embed: [], switch: [], drop: [], view: [], managed: [] },
};

/** What a rule file gave: rules, or problems as `file:line: problem`. */
export interface RuleFile {
  readonly rules: Compiled;
  readonly problems: readonly string[];
}

/** Reads every `.yaml` file of a folder but `dialect.yaml`. Problems are values; only an unreadable folder throws. */
export function readRuleFolder(dir: string): RuleFile {
  const names = readdirSync(dir).filter((name) => name.endsWith('.yaml') && name !== 'dialect.yaml');
  const files = names.sort().map((name) => readRuleFile(join(dir, name)));
  return { rules: mergeCompiled(files.map((file) => file.rules)), problems: files.flatMap((file) => file.problems) };
}

/** Reads one rule file; the kind is told by its keys. */
export function readRuleFile(path: string): RuleFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  const problems: string[] = document.errors.map(
    (error) => `${path}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`,
  );
  if (problems.length > 0) return { rules: EMPTY, problems };
  const lineOf = (keys: readonly (string | number)[]): number => locate(document, lines, keys);
  const data: unknown = document.toJS();
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  const check = <T>(schema: z.ZodType<T>): T | undefined => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const at = issue.path.filter((key): key is string | number => typeof key !== 'symbol');
      const name = at.join('.') || (issue.code === 'unrecognized_keys' ? '' : 'file');
      const extra = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
      const line = lineOf(extra === undefined ? at : [...at, extra]);
      const remedy =
        extra === undefined ? `${name}: ${issue.message}` : `unknown key "${extra}": remove it or see rules/README.md`;
      problems.push(`${path}:${line}: ${remedy}`);
    }
    return undefined;
  };
  const entries = <T>(key: string, list: readonly string[], read: (line: string) => T | BadEntry): readonly T[] =>
    list.flatMap((line, i): readonly T[] => {
      const entry = read(line);
      if (!isBad(entry)) return [entry];
      problems.push(`${path}:${lineOf([key, i])}: ${entry.error}`);
      return [];
    });
  return { rules: rulesOf(keys, check, entries), problems };
}

function isBad(entry: unknown): entry is BadEntry {
  return typeof entry === 'object' && entry !== null && 'error' in entry;
}

function rulesOf(
  keys: readonly string[],
  check: <T>(schema: z.ZodType<T>) => T | undefined,
  entries: <T>(key: string, list: readonly string[], read: (line: string) => T | BadEntry) => readonly T[],
): Compiled {
  if (keys.includes('antonyms')) {
    const file = check(namesSchema);
    if (!file) return EMPTY;
    const split = (text: string): readonly string[] => text.trim().split(/\s+/);
    return {
      ...EMPTY,
      antonyms: file.antonyms.map((line) => line.split(' ') as [string, string]),
      words: {
        release: split(file.words.release),
        takeover: split(file.words.takeover),
        embed: split(file.words.embed),
        switch: split(file.words.switch),
        drop: split(file.words.drop),
        view: split(file.words.view),
        managed: split(file.words.managed),
      },
      actions: split(file.actions),
      callbacks: split(file.callbacks),
      owned: file.owned.map((one) => split(one).join(' ')),
      stores: split(file.stores),
      frees: split(file.frees),
      harmless: split(file.harmless),
    };
  }
  if (keys.includes('sole-argument')) {
    const file = check(releaseCallsSchema);
    if (!file) return EMPTY;
    return { ...EMPTY, soleArgument: file['sole-argument'].trim().split(/\s+/), otherObject: file['other-object'] };
  }
  if (keys.includes('ops')) {
    const file = check(lifecyclesSchema);
    if (!file) return EMPTY;
    const lifecycles = [
      ...entries('ops', file.ops, (line) => readLifecycle(line, 'ops')),
      ...entries('modules', file.modules, (line) => readLifecycle(line, 'module')),
      ...entries('names', file.names, (line) => readLifecycle(line, 'name')),
    ];
    return { ...EMPTY, lifecycles };
  }
  if (keys.includes('transfers') && !keys.includes('id')) {
    const file = check(transfersSchema);
    return file ? { ...EMPTY, transfers: entries('transfers', file.transfers, readTransfer) } : EMPTY;
  }
  const file = check(familySchema);
  if (!file) return EMPTY;
  const { id, title, noun, why, before, after, examples } = file;
  return {
    ...EMPTY,
    families: [{ id, title: title ?? id, noun, why, before, after, notCovered: file['not-covered'], examples }],
    acquires: entries('acquires', file.acquires, (line) => readAcquire(line, id)),
    loops: entries('loops', file.loops, (line) => readLoop(line, id)),
    cleanups: entries('cleanups', file.cleanups, readCleanup),
    transfers: entries('transfers', file.transfers, readTransfer),
    harmless: file.harmless,
  };
}

function locate(document: Document, lines: LineCounter, keys: readonly (string | number)[]): number {
  for (let depth = keys.length; depth >= 0; depth--) {
    const node = document.getIn(keys.slice(0, depth), true) as { readonly range?: readonly number[] } | undefined;
    const start = node && typeof node === 'object' ? node.range?.[0] : undefined;
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

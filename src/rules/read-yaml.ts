import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { mergeCompiled, type Compiled } from './compiled.js';
import { readAcquire, readCleanup, readLifecycle, readLoop, readTransfer, type BadEntry } from './entry.js';
import { bySet, byWord } from './words.js';
import {
  familySchema,
  lifecyclesSchema,
  namesSchema,
  readsSchema,
  releaseCallsSchema,
  schemaProblems,
  transfersSchema,
} from './schema.js';

const EMPTY: Compiled = {
  ...bySet(() => []),
  families: [],
  acquires: [],
  transfers: [],
  loops: [],
  lifecycles: [],
  cleanups: [],
  owned: [],
  covers: [],
  antonyms: [],
  words: byWord(() => []),
};

/** What a rule file gave: rules, or problems as `file:line: problem`. */
export interface RuleFile {
  readonly rules: Compiled;
  readonly problems: readonly string[];
  /** `file:line` of a key of the family with this id. */
  readonly at: (id: string, key: string) => string;
}

/** Reads every `.yaml` file of a folder but `dialect.yaml`. Problems are values; only an unreadable folder throws. */
export function readRuleFolder(dir: string): RuleFile {
  const names = readdirSync(dir).filter((name) => name.endsWith('.yaml') && name !== 'dialect.yaml');
  if (names.length === 0) return bad(dir, 1, 'no rules: put a .yaml file there');
  const files = names.sort().map((name) => readRuleFile(join(dir, name)));
  const owners = new Map(files.flatMap((file) => file.rules.families.map((family) => [family.id, file] as const)));
  return {
    rules: mergeCompiled(files.map((file) => file.rules)),
    problems: files.flatMap((file) => file.problems),
    at: (id, key) => owners.get(id)?.at(id, key) ?? `${dir}:1`,
  };
}

/** Reads one rule file; the kind is told by its keys. A file that cannot be read is a problem like any other. */
export function readRuleFile(path: string): RuleFile {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (error) {
    return bad(path, 1, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const [first] = document.errors;
  if (first) return bad(path, first.linePos?.[0].line ?? 1, `no YAML: ${first.message.split('\n')[0]}`);
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    return bad(path, 1, `${error instanceof Error ? error.message : String(error)}: write it without anchors`);
  }
  const problems: string[] = [];
  const report = (at: readonly (string | number)[], text: string): void => {
    problems.push(`${path}:${locate(document, lines, at)}: ${text}`);
  };
  const check = <T>(schema: z.ZodType<T>): T | undefined => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    for (const problem of schemaProblems(parsed.error, data)) report(problem.at, problem.text);
    return undefined;
  };
  const entries = <T>(key: string, list: readonly string[], read: (line: string) => T | BadEntry): readonly T[] =>
    list.flatMap((line, i): readonly T[] => {
      const entry = read(line);
      if (!isBad(entry)) return [entry];
      report([key, i], entry.error);
      return [];
    });
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  const rules = rulesOf(keys, check, entries);
  const at = (_id: string, key: string): string => `${path}:${locate(document, lines, [key])}`;
  if (problems.length > 0) return { rules, problems, at };
  const seen = new Set<string>();
  rules.acquires.forEach((api, i) => {
    if (seen.has(api.name)) report(['acquires', i], `${api.name} is listed twice: keep one`);
    seen.add(api.name);
  });
  if (rules.families.length > 0 && isIdle(rules))
    report(['id'], 'no effect: write acquires, loops, cleanups, transfers, harmless or null-safe');
  return { rules, problems, at };
}

function bad(path: string, line: number, problem: string): RuleFile {
  const at = `${path}:${line}`;
  return { rules: EMPTY, problems: [`${at}: ${problem}`], at: () => at };
}

function isIdle(rules: Compiled): boolean {
  const { acquires, loops, cleanups, transfers, harmless, nullSafe, errSafe } = rules;
  return [acquires, loops, cleanups, transfers, harmless, nullSafe, errSafe].every((list) => list.length === 0);
}

function split(list: string): readonly string[] {
  return list.trim().split(/\s+/);
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
    return {
      ...EMPTY,
      ...bySet((_, key) => (key === undefined ? [] : split(file[key]))),
      antonyms: file.antonyms.map((line) => line.split(' ') as [string, string]),
      words: byWord((key) => split(file.words[key])),
      owned: file.owned.map((one) => split(one).join(' ')),
    };
  }
  if (keys.includes('reads')) {
    const file = check(readsSchema);
    return file ? { ...EMPTY, reads: split(file.reads) } : EMPTY;
  }
  if (keys.includes('sole-argument')) {
    const file = check(releaseCallsSchema);
    if (!file) return EMPTY;
    return {
      ...EMPTY,
      soleArgument: split(file['sole-argument']),
      otherObject: file['other-object'],
      nullSafe: split(file['null-safe']),
      errSafe: split(file['err-ptr-safe']),
    };
  }
  if (keys.includes('ops')) {
    const file = check(lifecyclesSchema);
    if (!file) return EMPTY;
    const lifecycles = [
      ...entries('ops', file.ops, (line) => readLifecycle(line, 'ops')),
      ...entries('modules', file.modules, (line) => readLifecycle(line, 'module')),
      ...entries('names', file.names, (line) => readLifecycle(line, 'name')),
    ];
    return {
      ...EMPTY,
      lifecycles,
      covers: file.covers.map((line) => line.split(' ')),
      keptByCore: file['kept-by-core'],
    };
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
    nullSafe: file['null-safe'],
    errSafe: file['err-ptr-safe'],
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

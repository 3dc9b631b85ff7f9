import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Confidence } from '../types.js';
import { UserError } from '../user-error.js';
import { CONFIDENCES } from './option-table.js';

const NAME = '.checkleak.yaml';

/** What a settings file may say; paths in it are relative to the file. */
export interface Settings {
  readonly confidence?: Confidence;
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
  readonly 'ignore-paths'?: readonly string[];
  readonly rules?: readonly string[];
}

const LISTS: ReadonlySet<string> = new Set(['only', 'ignore', 'ignore-paths', 'rules']);

/** Reads the file given, or the next `.checkleak.yaml` from a folder upward; no settings where there is none. Throws UserError with the line of what is wrong. */
export async function readSettings(given: string | undefined, cwd: string): Promise<Settings> {
  const path = given === undefined ? findUpward(cwd) : resolve(cwd, given);
  if (path === undefined) return {};
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UserError(`--config ${given ?? path}: cannot be read`);
  }
  const settings = await parseSettings(text, given ?? path);
  const base = dirname(path);
  return settings.rules ? { ...settings, rules: settings.rules.map((dir) => resolve(base, dir)) } : settings;
}

function findUpward(from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const path = join(dir, NAME);
    if (existsSync(path) && statSync(path).isFile()) return path;
    if (dirname(dir) === dir) return undefined;
  }
}

async function parseSettings(text: string, name: string): Promise<Settings> {
  const { LineCounter, parseDocument, isMap, isScalar } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fail = (offset: number, problem: string): never => {
    throw new UserError(`${name}:${lines.linePos(offset).line}: ${problem}`);
  };
  const [error] = document.errors;
  if (error) fail(error.pos[0], error.message.split('\n')[0]!.replace(/ at line.*$/, ''));
  if (document.contents === null) return {};
  if (!isMap(document.contents)) return fail(0, 'write KEY: VALUE lines');
  const settings: Record<string, unknown> = {};
  for (const { key, value } of document.contents.items) {
    const word = isScalar(key) ? String(key.value) : '';
    const at = isScalar(key) ? key.range[0] : 0;
    const data: unknown = value?.toJSON();
    if (word === 'confidence') {
      if (!CONFIDENCES.some((one) => one === data)) fail(at, `confidence: write ${CONFIDENCES.join(', ')}`);
    } else if (!LISTS.has(word)) fail(at, `unknown key "${word}"; known are confidence, ${[...LISTS].join(', ')}`);
    else if (!Array.isArray(data) || !data.every((one) => typeof one === 'string'))
      fail(at, `${word}: write a list of words`);
    settings[word] = data;
  }
  return settings;
}

import { dirname, join } from 'node:path';
import type { Catalogue, CFile, SourceFile } from '../types.js';
import { treePath } from '../patch/path.js';
import { nameSays, wordsOf } from '../flow/names.js';
import { noTree, subsystemOf, type Tree } from './tree.js';
import { wantedNames, type Read } from './wanted.js';

/** Files that one review looks up beyond the touched ones, and characters of all of them together. */
const MOST_FILES = 12;
const MOST_TEXT = 1_500_000;

/** Rounds of looking up: what is found may call helpers of its own. */
const ROUNDS = 2;

/** The same folder, mentioned by this many files, is a library and not one driver. */
const MOST_MENTIONS = 24;

/**
 * Files of the tree that say more about the touched ones: local headers, and files of the same folder that define a helper or a teardown of a
 * touched function, or that call or register one. They are on neither side of the patch changed.
 */
export async function contextOf(
  touched: readonly SourceFile[],
  tree: Tree,
  catalogue: Catalogue,
  read: (source: SourceFile) => CFile,
): Promise<readonly SourceFile[]> {
  if (tree === noTree) return [];
  const files: Read[] = touched.map((source) => ({ source, cfile: read(source) }));
  const have = new Set(touched.map((source) => source.path));
  const found: SourceFile[] = [];
  let size = 0;
  const take = async (path: string, wants: (text: string) => boolean): Promise<void> => {
    if (have.has(path) || found.length >= MOST_FILES) return;
    const source = await fileOf(path, tree);
    const length = source ? source.text.length : 0;
    if (!source || size + length > MOST_TEXT || !wants(source.text)) return;
    have.add(path);
    size += length;
    found.push(source.file);
    files.push({ source: source.file, cfile: read(source.file) });
  };
  for (const source of touched) for (const path of localHeaders(source)) await take(path, () => true);
  const asked = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = wantedNames(files, touched, catalogue);
    for (const [near, names] of wanted) {
      const fresh = {
        defined: names.defined.filter((name) => !asked.has(`d${name}`)),
        used: names.used.filter((name) => !asked.has(`u${name}`)),
      };
      for (const name of fresh.defined) asked.add(`d${name}`);
      for (const name of fresh.used) asked.add(`u${name}`);
      const all = [...fresh.defined, ...fresh.used];
      if (all.length === 0) continue;
      const paths = await tree.mentions(all, near, MOST_MENTIONS);
      const defines = definitionOf(fresh.defined);
      const uses = new RegExp(`\\b(${fresh.used.join('|') || '$^'})\\b`);
      for (const path of paths)
        await take(
          path,
          (text) => defines.test(text) || (path.endsWith('.c') && fresh.used.length > 0 && uses.test(text)),
        );
    }
  }
  await lookAround(files, touched, tree, catalogue, take);
  return found;
}

/** Names that are looked up beyond the folder, and files that may hold them: what more mention is no helper of one driver. */
const MOST_AROUND = { names: 8, files: 8 };

/** What a search of a subsystem gave, by tree and names: the patches of a series ask the same. */
const around = new Map<string, Promise<readonly string[]>>();
const MOST_SEARCHES = 256;

function searchAround(names: readonly string[], near: string, tree: Tree): Promise<readonly string[]> {
  const key = [tree.key ?? tree.name, subsystemOf(near), ...names].join('\0');
  let known = around.get(key);
  if (!known) {
    if (around.size >= MOST_SEARCHES) around.clear();
    around.set(key, (known = tree.mentionsAround(names, near, MOST_AROUND.files + 1)));
  }
  return known;
}

/** Helpers and teardowns that the folder of a touched file does not define are looked for in its subsystem. */
async function lookAround(
  files: readonly Read[],
  touched: readonly SourceFile[],
  tree: Tree,
  catalogue: Catalogue,
  take: (path: string, wants: (text: string) => boolean) => Promise<void>,
): Promise<void> {
  for (const [near, { defined }] of wantedNames(files, touched, catalogue)) {
    // What is called as its subsystem is the API of a core, and no driver's own.
    const cores = new Set(subsystemOf(near)?.split('/'));
    const names = defined
      .filter((name) => nameSays(catalogue.words.release, name) && !cores.has(wordsOf(name)[0] ?? ''))
      .slice(0, MOST_AROUND.names);
    if (names.length === 0) continue;
    const paths = await searchAround(names, near, tree);
    const isDefinition = definitionOf(names);
    if (paths.length <= MOST_AROUND.files)
      for (const path of paths) await take(path, (text) => isDefinition.test(text));
  }
}

/** Where one of the names is defined: at the start of a line, and not only declared. */
function definitionOf(names: readonly string[]): RegExp {
  return new RegExp(`^[A-Za-z_][^;={}()\\n]*\\b(${names.join('|') || '$^'})\\s*\\([^;]*$`, 'm');
}

interface Known {
  readonly text: string;
  readonly file: SourceFile;
}

/** Files looked up last: the patches of one series ask for the same ones. */
const cache = new Map<string, Promise<Known | undefined>>();
const CACHED = 64;

function fileOf(path: string, tree: Tree): Promise<Known | undefined> {
  const key = `${tree.key ?? tree.name}\0${path}`;
  let known = cache.get(key);
  if (known) return known;
  known = tree.read(path, undefined).then((text) => {
    if (text === undefined) return undefined;
    const lines = text
      .split('\n')
      .map((line, i) => ({ text: line, kind: 'tree' as const, line: i + 1, mailLine: undefined }));
    return { text, file: { path, side: 'after', complete: true, lines, fragments: [] } };
  });
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value!);
  cache.set(key, known);
  return known;
}

/** `#include "foo.h"` of a touched file, next to it. */
function localHeaders(source: SourceFile): readonly string[] {
  return source.lines.flatMap((line) => {
    const name = /^\s*#\s*include\s+"([\w./-]+\.h)"/.exec(line.text)?.[1];
    const path = name === undefined ? undefined : treePath(join(dirname(source.path), name)).path;
    return path === undefined ? [] : [path];
  });
}

import type { Catalogue, SourceFile } from '../types.js';
import { nameSays, wordsOf } from '../flow/names.js';
import { definitionOf, type Gathering } from './gather.js';
import { subsystemOf, type Mentions, type Tree } from './tree.js';
import { wantedNames } from './wanted.js';

/** Names that are looked up beyond the folder (one patch), subsystems that are searched, and files that may hold a name: what more mention is no helper of one driver. */
const MOST = { names: 8, subsystems: 2, files: 8 };

/** Files of which the path carries the words of a name and that are read for it. */
const MOST_LIKELY = 40;

/** A search of the whole tree is begun only while this much of the time is left (ms). */
const ENOUGH = 500;

/**
 * Helpers and teardowns that no folder of a touched file defines are looked for in its subsystem, then where a path carries their first words, then
 * everywhere. `left` tells how much time there is (ms). Returns why one was not looked for.
 */
export async function lookBeyond(
  gathering: Gathering,
  touched: readonly SourceFile[],
  tree: Tree,
  catalogue: Catalogue,
  left: () => number,
): Promise<readonly string[]> {
  const wanted = namesBySubsystem(gathering, touched, catalogue);
  const all = [...new Set([...wanted.values()].flatMap(({ names }) => names))].slice(0, MOST.names);
  if (all.length === 0) return [];
  const missing = (): readonly string[] => {
    const defined = new Set(gathering.files.flatMap(({ cfile }) => cfile.functions.map((fn) => fn.name)));
    return all.filter((name) => !defined.has(name));
  };
  const late = new Set<string>();
  for (const [subsystem, { near, names }] of [...wanted].slice(0, MOST.subsystems)) {
    const mentions = left() > 0 ? await tree.mentionsAround(names.slice(0, MOST.names), near) : 'too long';
    if (mentions === 'too long') late.add(subsystem);
    await takeDefinitions(gathering, mentions);
  }
  if (missing().length === 0) return [];
  const paths = left() > 0 ? await tree.paths() : undefined;
  for (const name of missing())
    for (const path of likelyPaths(name, paths ?? [])) {
      await gathering.take(path, (text) => definitionOf([name]).test(text));
    }
  const rest = missing();
  if (rest.length === 0) return [];
  const anywhere = left() > ENOUGH ? await tree.mentionsAnywhere(rest) : 'too long';
  if (anywhere === 'too long' || (anywhere === 'unsearched' && paths === undefined)) late.add('the whole tree');
  await takeDefinitions(gathering, anywhere);
  const unknown = missing();
  return unknown.length === 0 || late.size === 0
    ? []
    : [`looking for ${unknown.map((name) => `${name}()`).join(', ')} in ${[...late].join(' and ')} took too long`];
}

interface Wanted {
  /** A file of the subsystem. */
  readonly near: string;
  readonly names: readonly string[];
}

function namesBySubsystem(
  { files }: Gathering,
  touched: readonly SourceFile[],
  catalogue: Catalogue,
): ReadonlyMap<string, Wanted> {
  // Of a file that is known by its hunks alone, what is not in view stands between them before it stands in another folder.
  const complete = new Set(touched.flatMap((source) => (source.complete ? source.path : [])));
  const out = new Map<string, Wanted>();
  for (const [near, { defined }] of wantedNames(files, touched, catalogue)) {
    if (!complete.has(near)) continue;
    // What is called as its subsystem is the API of a core, and no driver's own.
    const subsystem = subsystemOf(near);
    const cores = new Set(subsystem?.split('/'));
    const names = defined.filter(
      (name) => nameSays(catalogue.words.release, name) && !cores.has(wordsOf(name)[0] ?? ''),
    );
    if (names.length === 0) continue;
    const key = subsystem ?? near;
    out.set(key, { near, names: [...new Set([...(out.get(key)?.names ?? []), ...names])] });
  }
  return out;
}

async function takeDefinitions({ take }: Gathering, mentions: Mentions): Promise<void> {
  if (typeof mentions === 'string') return;
  for (const [name, paths] of mentions) {
    if (paths.length > MOST.files) continue;
    for (const path of paths) await take(path, (text) => definitionOf([name]).test(text));
  }
}

/** Paths that carry the first word of a name, or the first two where those are many. */
function likelyPaths(name: string, paths: readonly string[]): readonly string[] {
  const [first = '', second = ''] = wordsOf(name);
  const carries = (path: string, word: string): boolean => path.split(/[/_.-]/).includes(word);
  if (first.length < 3) return [];
  const some = paths.filter((path) => path.includes(first) && carries(path, first));
  if (some.length <= MOST_LIKELY) return some;
  const fewer = some.filter((path) => carries(path, second));
  return fewer.length <= MOST_LIKELY ? fewer : [];
}

import { dirname } from 'node:path';
import { subsystemOf, type Mentions, type Tree } from './tree.js';

/** Answers that are kept for each kind of question. */
const MOST = 1024;

/** A tree that answers what it was asked before at once: the patches of a series ask the same. What took too long is asked again. */
export function remembering(tree: Tree): Tree {
  const folders = new Map<string, Promise<readonly string[] | undefined>>();
  const words = new Map<string, readonly string[]>();
  const ask = async (
    scope: string,
    names: readonly string[],
    search: (unknown: readonly string[]) => Promise<Mentions>,
  ): Promise<Mentions> => {
    const keyOf = (name: string): string => `${scope}\0${name}`;
    const unknown = names.filter((name) => !words.has(keyOf(name)));
    const found = unknown.length > 0 ? await search(unknown) : new Map<string, readonly string[]>();
    if (typeof found === 'string') return found;
    const known = new Map(found);
    for (const name of names) {
      const paths = words.get(keyOf(name)) ?? [];
      if (paths.length > 0) known.set(name, paths);
    }
    if (words.size >= MOST) words.clear();
    for (const name of unknown) words.set(keyOf(name), found.get(name) ?? []);
    return known;
  };
  return {
    ...tree,
    mentions: async (names, near, limit) => {
      const key = [dirname(near), limit, ...names].join('\0');
      let known = folders.get(key);
      if (!known) {
        if (folders.size >= MOST) folders.clear();
        folders.set(key, (known = tree.mentions(names, near, limit)));
      }
      const paths = await known;
      if (paths === undefined) folders.delete(key);
      return paths;
    },
    mentionsAround: (names, near) =>
      ask(subsystemOf(near) ?? '', names, (unknown) => tree.mentionsAround(unknown, near)),
    mentionsAnywhere: (names) => ask('\0', names, (unknown) => tree.mentionsAnywhere(unknown)),
  };
}

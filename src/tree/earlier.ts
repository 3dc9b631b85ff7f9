import { dirname } from 'node:path';
import type { FilePatch, Patch, SourceLine } from '../types.js';
import { applyHunks } from '../patch/apply.js';
import { noTree, subsystemOf, type Mentions, type Tree } from './tree.js';

let serial = 0;

/**
 * The tree as the earlier parts of a series leave it, so that the next part is read against what it was made for. A part that does not fit is
 * passed over: the tree may have it already. Without a tree, what is known is the files that the parts create.
 */
export function afterEarlier(tree: Tree, earlier: readonly Patch[]): Tree {
  if (earlier.length === 0) return tree;
  const touched = new Set(earlier.flatMap((patch) => patch.files.flatMap((file) => file.newPath ?? [])));
  const changed = new Set([...touched, ...earlier.flatMap((patch) => patch.files.flatMap((one) => one.oldPath ?? []))]);
  const sources = [...touched].filter((path) => /\.[ch]$/.test(path));
  const texts = new Map<string, Promise<string | undefined>>();
  const textAt = (path: string, parts: number): Promise<string | undefined> => {
    const key = `${parts}\0${path}`;
    let text = texts.get(key);
    if (!text) texts.set(key, (text = makeText(path, parts)));
    return text;
  };
  const makeText = async (path: string, parts: number): Promise<string | undefined> => {
    for (let part = parts - 1; part >= 0; part--) {
      const files = earlier[part]!.files;
      const file = files.find((one) => one.newPath === path);
      if (file) return patched(file, part);
      if (files.some((one) => one.oldPath === path)) return undefined;
    }
    return tree.read(path, undefined);
  };
  const patched = async (file: FilePatch, part: number): Promise<string | undefined> => {
    if (file.isNew) return textOf(file.hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind !== 'removed')));
    const before = file.oldPath === undefined ? undefined : await textAt(file.oldPath, part);
    if (before === undefined) return undefined;
    const applied = applyHunks(before, file.hunks);
    return 'failed' in applied ? before : textOf(applied.after);
  };
  /** Touched files, as the earlier parts leave them, that contain one of the words. */
  const mentioning = async (
    words: readonly string[],
    isNear: (path: string) => boolean,
  ): Promise<readonly string[]> => {
    const found = await Promise.all(words.map((word) => containing(word, isNear)));
    return [...new Set(found.flat())];
  };
  const containing = async (word: string, isNear: (path: string) => boolean): Promise<readonly string[]> => {
    if (!/^\w+$/.test(word)) return [];
    const pattern = new RegExp(`\\b${word}\\b`);
    const near = sources.filter(isNear);
    const known = await Promise.all(near.map((path) => textAt(path, earlier.length)));
    return near.filter((_, i) => known[i] !== undefined && pattern.test(known[i]));
  };
  /** What is known of the tree, with what the earlier parts add. */
  const withOwn = async (
    words: readonly string[],
    isNear: (path: string) => boolean,
    known: Mentions,
  ): Promise<Mentions> => {
    const out = new Map(typeof known === 'string' ? [] : known);
    for (const word of words) {
      const own = await containing(word, isNear);
      if (own.length > 0) out.set(word, merged(own, out.get(word) ?? []));
    }
    return out.size === 0 ? known : out;
  };
  const count = earlier.length === 1 ? 'an earlier part' : `${earlier.length} earlier parts`;
  const name = tree === noTree ? `${count} of the series` : `${tree.name} with ${count} of the series`;
  return {
    name,
    key: `${name}\0${++serial}`,
    isPartial: tree === noTree || tree.isPartial === true,
    read: async (path, blob) => {
      if (!changed.has(path)) return tree.read(path, blob);
      if (blob !== undefined) {
        const exact = await tree.read(path, blob);
        if (exact !== undefined && exact !== (await tree.read(path, undefined))) return exact;
      }
      return textAt(path, earlier.length);
    },
    siblings: async (path) =>
      merged(
        await tree.siblings(path),
        sources.filter((one) => dirname(one) === dirname(path)),
      ),
    mentions: async (words, near, limit) => {
      const own = await mentioning(words, (path) => dirname(path) === dirname(near));
      const found = await tree.mentions(words, near, limit);
      return found && merged(own, found).slice(0, limit);
    },
    mentionsAround: async (words, near) => {
      const folder = subsystemOf(near);
      const isNear = (path: string): boolean => folder !== undefined && path.startsWith(`${folder}/`);
      return withOwn(words, isNear, await tree.mentionsAround(words, near));
    },
    mentionsAnywhere: async (words) => withOwn(words, () => true, await tree.mentionsAnywhere(words)),
    paths: async () => {
      const known = await tree.paths();
      return known && merged(known, sources);
    },
    close: () => Promise.resolve(),
  };
}

function textOf(lines: readonly Pick<SourceLine, 'text'>[]): string {
  return `${lines.map(({ text }) => text).join('\n')}\n`;
}

function merged(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}

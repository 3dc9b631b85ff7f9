import type { Catalogue } from '../types.js';

const split = new Map<string, readonly string[]>();

/** The words of a function name, the access path in front left out: `ops->clk_put` → clk, put. */
export function wordsOf(name: string): readonly string[] {
  let words = split.get(name);
  if (!words) {
    words = name
      .replace(/^.*(->|\.)/, '')
      .toLowerCase()
      .split(/_+/)
      .filter((word) => word !== '');
    if (split.size > 20_000) split.clear();
    split.set(name, words);
  }
  return words;
}

/** Whether one of the words of a name is in the set. */
export function nameSays(set: ReadonlySet<string>, name: string): boolean {
  return wordsOf(name).some((word) => set.has(word));
}

/**
 * The release that belongs to an acquire by the antonyms of the catalogue: `foo_clk_enable` → `foo_clk_disable`, among the names given.
 * Both names must be equal but for one word.
 */
export function antonymOf(acquire: string, among: ReadonlySet<string>, catalogue: Catalogue): string | undefined {
  for (const [word, opposite] of catalogue.antonyms) {
    if (!acquire.includes(word)) continue;
    const pattern = new RegExp(`(^|_)${word}(?=_|$)`, 'g');
    for (const match of acquire.matchAll(pattern)) {
      const start = match.index + match[1]!.length;
      const candidate = acquire.slice(0, start) + opposite + acquire.slice(start + word.length);
      if (among.has(candidate)) return candidate;
    }
  }
  return undefined;
}

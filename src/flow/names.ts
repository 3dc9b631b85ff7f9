import type { Catalogue } from '../types.js';
import { once } from '../once.js';

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

/** Whether a name asks for the state that an acquire leaves: `pm_runtime_enabled`, `regulator_is_enabled` for `…_enable`. */
export function asksFor(name: string, acquire: string): boolean {
  const asked = wordsOf(name).filter((word) => word !== 'is');
  const words = wordsOf(acquire);
  if (asked.length !== words.length) return false;
  return (
    asked.every((word, i) => word === words[i] || word === `${words[i]}d` || word === `${words[i]}ed`) &&
    asked.join() !== words.join()
  );
}

/** Opposites of a word with their places in the list: the first of the list wins. */
type Opposites = ReadonlyMap<string, readonly { readonly word: string; readonly rank: number }[]>;

/**
 * The release that belongs to an acquire by the antonyms of the catalogue: `foo_clk_enable` → `foo_clk_disable`, among the names given.
 * Both names must be equal but for one word.
 */
export function antonymOf(acquire: string, among: ReadonlySet<string>, catalogue: Catalogue): string | undefined {
  const opposites = oppositesOf(catalogue.antonyms);
  let best: string | undefined;
  let least = Infinity;
  for (let start = 0; start < acquire.length;) {
    const underscore = acquire.indexOf('_', start);
    const end = underscore < 0 ? acquire.length : underscore;
    for (const { word, rank } of opposites.get(acquire.slice(start, end)) ?? []) {
      if (rank >= least) continue;
      const candidate = acquire.slice(0, start) + word + acquire.slice(end);
      if (!among.has(candidate)) continue;
      best = candidate;
      least = rank;
    }
    start = end + 1;
  }
  return best;
}

/** Whether the word in which two names differ has, of all its opposites, that of the other one first: `request` and `free`, not `init` and `free`. */
export function isUsualOpposite(acquire: string, release: string, { antonyms }: Catalogue): boolean {
  const [mine, theirs] = [acquire.split('_'), release.split('_')];
  const at = mine.findIndex((word, i) => word !== theirs[i]);
  return antonyms.find(([word]) => word === mine[at])?.[1] === theirs[at];
}

const oppositesOf = once(indexOpposites);

function indexOpposites(antonyms: Catalogue['antonyms']): Opposites {
  const made = new Map<string, { word: string; rank: number }[]>();
  antonyms.forEach(([word, opposite], rank) => {
    const list = made.get(word);
    if (list) list.push({ word: opposite, rank });
    else made.set(word, [{ word: opposite, rank }]);
  });
  return made;
}

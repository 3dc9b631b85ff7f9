import { type Live, LPAREN, RBRACE, SEMICOLON } from './live.js';
import { IDENT, STRING } from './tokens.js';
import { KEYWORDS } from './keywords.js';

/** A string; not a character. */
export function isText(live: Live, k: number): boolean {
  return live.kind(k) === STRING && live.textOf(k).startsWith('"');
}

/** A macro for a string beside a string: `KERN_ERR PREFIX "text"`, `"%" PRIu64`. */
export function isConcatenated(live: Live, k: number, name: string): boolean {
  if (KEYWORDS.has(name)) return false;
  if (live.kind(k - 1) === STRING && live.kind(k + 1) !== LPAREN) return live.textOf(k - 1).startsWith('"');
  if (/^KERN_[A-Z]+$/.test(name)) return live.kind(k + 1) === IDENT || live.kind(k + 1) === STRING;
  let next = k + 1;
  while (live.kind(next) === IDENT && !KEYWORDS.has(live.word(next)) && next < k + 4) next++;
  return next > k && live.kind(next) === STRING && live.textOf(next).startsWith('"');
}

const STARTERS = new Set(
  'static const struct int void bool unsigned extern inline enum union long char typedef'.split(' '),
);

/** A macro without arguments at the start of an item at file level: an annotation that is not known, or a line of its own. */
export function isLoneWord(live: Live, k: number, prev: number, name: string): boolean {
  const before = live.kind(prev);
  if (!/^[A-Z]\w+$/.test(name) || (before !== 0 && before !== SEMICOLON && before !== RBRACE)) return false;
  return STARTERS.has(live.word(k + 1));
}

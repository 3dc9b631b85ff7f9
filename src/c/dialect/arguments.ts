import type { Edit } from './edits.js';
import { COMMA, LBRACE, LBRACKET, LPAREN, RBRACE, RBRACKET, RPAREN, SEMICOLON, STAR, type Live } from './live.js';
import { IDENT, STRING } from './tokens.js';

const TYPE_WORDS = new Set([
  'struct',
  'union',
  'enum',
  'unsigned',
  'signed',
  'const',
  'volatile',
  'long',
  'short',
  'int',
  'char',
  'bool',
  'void',
]);
const STATEMENT_WORDS = new Set(['return', 'goto', 'break', 'continue']);

/**
 * Arguments that are no expressions (`struct foo *`, `unsigned int`, `return -EINVAL`, nothing at all) are made into something that reads as
 * one. `open` and `close` are the parentheses.
 */
export function fixArguments(live: Live, open: number, close: number, edits: Edit[]): void {
  let from = open + 1;
  let depth = 0;
  let semicolon = false;
  for (let k = open + 1; k <= close; k++) {
    const kind = live.kind(k);
    if (k === close || (depth === 0 && kind === COMMA)) {
      if (close > open + 1) {
        const edit = argumentEdit(live, from, k, semicolon);
        if (edit) edits.push(edit);
      }
      from = k + 1;
      semicolon = false;
    } else if (kind === LPAREN || kind === LBRACKET || kind === LBRACE) depth++;
    else if (kind === RPAREN || kind === RBRACKET || kind === RBRACE) depth--;
    else if (depth === 0 && kind === SEMICOLON) semicolon = true;
  }
}

function argumentEdit(live: Live, from: number, to: number, semicolon: boolean): Edit | undefined {
  if (from === to) {
    const comma = live.kind(to) === COMMA ? to : from - 1;
    return { start: live.start(comma), end: live.end(comma), text: '' };
  }
  const start = live.start(from);
  const end = live.end(to - 1);
  const first = live.word(from);
  if (semicolon || STATEMENT_WORDS.has(first) || live.kind(from) === LBRACE) return { start, end, text: '0' };
  if (first === '') return isOperator(live, from, to) ? { start, end, text: '0' } : undefined;
  if (to === from + 1)
    return TYPE_WORDS.has(first) ? { start, end, text: `_${first}`.slice(0, end - start) } : undefined;
  let words = 0;
  let stars = 0;
  let last = '';
  for (let k = from; k < to; k++) {
    const kind = live.kind(k);
    if (kind === IDENT) {
      words++;
      last = live.word(k);
      if (stars > 0 && k < to - 1) return undefined;
    } else if (kind === STAR) stars++;
    else return undefined;
  }
  const endsInStar = live.kind(to - 1) === STAR;
  const isType = words > 1 ? stars === 0 || endsInStar || TYPE_WORDS.has(first) : stars > 0 && endsInStar;
  if (!isType && !(words === 1 && TYPE_WORDS.has(last))) return undefined;
  return { start, end, text: TYPE_WORDS.has(last) ? `_${last}`.slice(0, end - start) : last };
}

/** A lone operator such as the `<` of `check_order(a, <, b)`. */
function isOperator(live: Live, from: number, to: number): boolean {
  for (let k = from; k < to; k++) {
    const kind = live.kind(k);
    if (kind <= STRING || kind === STAR || kind === LPAREN || kind === LBRACE) return false;
  }
  return true;
}

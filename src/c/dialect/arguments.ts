import type { Edit } from './edits.js';
import { IDENT, STRING, type Tokens } from './tokens.js';

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
const COMMA = 44;
const STAR = 42;

/**
 * Arguments that are no expressions (`struct foo *`, `unsigned int`, `return -EINVAL`, nothing at all) are made into something that reads as
 * one. `open` and `close` are the parentheses as indices into `live`.
 */
export function fixArguments(
  tokens: Tokens,
  live: readonly number[],
  open: number,
  close: number,
  name: string,
): readonly Edit[] {
  const edits: Edit[] = [];
  let from = open + 1;
  let depth = 0;
  let semicolon = false;
  const settle = (to: number): void => {
    const one = argumentEdit(tokens, live, from, to, semicolon, open + 1 === close, name);
    if (one) edits.push(one);
    from = to + 1;
    semicolon = false;
  };
  for (let k = open + 1; k < close; k++) {
    const kind = tokens.kinds[live[k]!]!;
    if (kind === 40 || kind === 91 || kind === 123) depth++;
    else if (kind === 41 || kind === 93 || kind === 125) depth--;
    else if (depth === 0 && kind === 59) semicolon = true;
    else if (depth === 0 && kind === COMMA) settle(k);
  }
  if (close > open + 1) settle(close);
  return edits;
}

function argumentEdit(
  tokens: Tokens,
  live: readonly number[],
  from: number,
  to: number,
  semicolon: boolean,
  noArguments: boolean,
  name: string,
): Edit | undefined {
  if (from === to) {
    if (noArguments) return undefined;
    const comma = tokens.kinds[live[to]!] === COMMA ? to : from - 1;
    return { start: tokens.starts[live[comma]!]!, end: tokens.ends[live[comma]!]!, text: '' };
  }
  const start = tokens.starts[live[from]!]!;
  const end = tokens.ends[live[to - 1]!]!;
  const first = tokens.text.slice(start, tokens.ends[live[from]!]);
  if (semicolon || STATEMENT_WORDS.has(first)) return { start, end, text: '0' };
  if (tokens.kinds[live[from]!] === 123) return { start, end, text: '0' };
  let words = 0;
  let stars = 0;
  let last = '';
  for (let k = from; k < to; k++) {
    const kind = tokens.kinds[live[k]!];
    if (kind === IDENT) {
      words++;
      last = tokens.text.slice(tokens.starts[live[k]!], tokens.ends[live[k]!]);
      if (stars > 0 && k < to - 1) return undefined;
    } else if (kind === STAR && words > 0) stars++;
    else if (kind === STRING && name !== 'asm') return undefined;
    else return undefined;
  }
  const isType =
    words > 1
      ? stars === 0 || tokens.kinds[live[to - 1]!] === STAR || TYPE_WORDS.has(first)
      : stars > 0 && tokens.kinds[live[to - 1]!] === STAR;
  if (!isType && !(words === 1 && TYPE_WORDS.has(last))) return undefined;
  return { start, end, text: TYPE_WORDS.has(last) ? `_${last}`.slice(0, end - start) : last };
}

import type { OpsStruct } from '../../types.js';
import {
  COMMA,
  DOT,
  EQUALS,
  LBRACE,
  LBRACKET,
  LPAREN,
  RBRACE,
  RBRACKET,
  RPAREN,
  SEMICOLON,
  type Live,
} from './live.js';
import { IDENT } from './tokens.js';
import type { DialectWords } from './words.js';

const AMPERSAND = 38;
const QUALIFIERS = new Set(['static', 'const', 'extern', 'struct', 'union', 'volatile', 'inline']);

interface Group {
  readonly type: string;
  readonly at: number;
  readonly fields: { field: string; value: string; at: number }[];
}

/**
 * Reads which names an initialiser gives to fields: `.probe = foo_probe`, `.driver.pm = &foo_pm`, `.remove = __exit_p(foo_remove)`. Every element
 * of an array and every compound literal inside gives a struct of its own. `open` is the `{`; positions are offsets.
 */
export function readInitialiser(live: Live, open: number, close: number, words: DialectWords): readonly OpsStruct[] {
  const { type, name } = declaredBefore(live, open, words);
  const groups: Group[] = [];
  const group = (one: string, at: number): Group => {
    const made = { type: one, at, fields: [] };
    groups.push(made);
    return made;
  };
  const stack: { readonly group: Group; readonly prefix: string }[] = [
    { group: group(type, live.start(open)), prefix: '' },
  ];
  let k = open + 1;
  while (k < close) {
    const top = stack.at(-1)!;
    const kind = live.kind(k);
    if (kind === LBRACE) {
      const literal = live.kind(k - 1) === RPAREN ? live.word(k - 2) : '';
      stack.push({ group: group(literal || top.group.type, live.start(k)), prefix: '' });
    } else if (kind === RBRACE) {
      if (stack.length > 1) stack.pop();
    } else if (kind === DOT && isBegin(live.kind(k - 1)) && live.kind(k + 1) === IDENT) {
      const designator = designatorAt(live, k);
      if (designator) {
        const field = `${top.prefix}${designator.field}`;
        const value = designator.to + 1;
        if (live.kind(value) === LBRACE) stack.push({ group: top.group, prefix: `${field}.` });
        const named = namedAt(live, value);
        if (named && /[a-z]/.test(named)) top.group.fields.push({ field, value: named, at: live.start(k) });
        k = value;
      }
    }
    k++;
  }
  return groups
    .filter((one) => one.fields.length > 0)
    .map((one) => ({ type: one.type, name, at: one.at, fields: one.fields }));
}

function isBegin(kind: number): boolean {
  return kind === LBRACE || kind === COMMA;
}

function isEnd(kind: number): boolean {
  return kind === COMMA || kind === RBRACE || kind === 0;
}

/** `.a.b[3] =`: the field `a.b[3]` and the index of the `=`. */
function designatorAt(live: Live, k: number): { readonly field: string; readonly to: number } | undefined {
  let i = k;
  while (live.kind(i) === DOT || live.kind(i) === LBRACKET) {
    if (live.kind(i) === DOT) i += 2;
    else {
      while (i < live.size && live.kind(i) !== RBRACKET) i++;
      i++;
    }
  }
  if (live.kind(i) !== EQUALS) return undefined;
  return { field: live.text.slice(live.end(k), live.end(i - 1)).replace(/\s+/g, ''), to: i };
}

/** The name that a value consists of, without `&`, casts and wrappers such as `pm_ptr()`. */
function namedAt(live: Live, from: number): string | undefined {
  let k = from;
  while (live.kind(k) === LPAREN) {
    const close = live.close(k);
    if (close === undefined || isEnd(live.kind(close + 1))) return undefined;
    k = close + 1;
  }
  if (live.kind(k) === AMPERSAND) k++;
  const name = live.word(k);
  if (name === '') return undefined;
  if (isEnd(live.kind(k + 1))) return name;
  if (live.kind(k + 1) !== LPAREN) return undefined;
  const inner = live.kind(k + 2) === AMPERSAND ? k + 3 : k + 2;
  return live.kind(inner + 1) === RPAREN && isEnd(live.kind(inner + 2)) ? live.word(inner) || undefined : undefined;
}

/** Type and name in front of `= {`. */
function declaredBefore(
  live: Live,
  open: number,
  words: DialectWords,
): { readonly type: string; readonly name: string } {
  let k = open - 1;
  while (k > 0 && live.kind(k) !== EQUALS) k--;
  k--;
  for (;;) {
    const kind = live.kind(k);
    if (kind === RBRACKET) while (k > 0 && live.kind(k) !== LBRACKET) k--;
    else if (kind === RPAREN) while (k > 0 && live.kind(k) !== LPAREN) k--;
    else if (!words.words.has(live.word(k)) && !words.withParens.has(live.word(k))) break;
    k--;
  }
  const name = live.word(k);
  let type = '';
  for (let i = k - 1; i >= 0 && i > k - 20; i--) {
    const kind = live.kind(i);
    if (kind === SEMICOLON || kind === RBRACE || kind === LBRACE) break;
    const word = live.word(i);
    if (word === 'struct' || word === 'union') return { type: live.word(i + 1), name };
    if (word !== '' && !QUALIFIERS.has(word)) type = word;
  }
  return { type, name };
}

/** What a `{` at file level opens, told by what stands in front of it; `prev` is the token before, annotations left out. */
export function opens(live: Live, prev: number): 'initialiser' | 'type' | 'function' {
  const before = live.kind(prev);
  if (before === EQUALS) return 'initialiser';
  if (before === RPAREN || before === SEMICOLON || before === RBRACE || before === 0) {
    for (let i = prev; i > 0 && i > prev - 12 && live.kind(i) !== SEMICOLON && live.kind(i) !== RBRACE; i--)
      if (live.kind(i) === EQUALS) return 'initialiser';
    return 'function';
  }
  for (let i = prev; i >= 0 && i > prev - 6; i--) {
    const word = live.word(i);
    if (word === 'struct' || word === 'union' || word === 'enum') return 'type';
    if (word === '') return 'function';
  }
  return 'function';
}

import { DIRECTIVE, IDENT, type Tokens } from './tokens.js';

export const LPAREN = 40;
export const RPAREN = 41;
export const STAR = 42;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const COLON = 58;
export const SEMICOLON = 59;
export const EQUALS = 61;
export const GREATER = 62;
export const LBRACKET = 91;
export const RBRACKET = 93;
export const LBRACE = 123;
export const RBRACE = 125;

/** The tokens that are read: no directives, none of a dropped branch. All indices `k` count these; out of range is kind 0 and no text. */
export interface Live {
  readonly text: string;
  readonly size: number;
  kind(k: number): number;
  start(k: number): number;
  end(k: number): number;
  /** The text of a token. */
  textOf(k: number): string;
  /** The text of an identifier, empty for any other token. */
  word(k: number): string;
  /** The matching `)` of a `(`, or `}` of a `{`. */
  close(k: number): number | undefined;
}

export function liveTokens(tokens: Tokens, dropped: Uint8Array): Live {
  const { text, kinds, starts, ends } = tokens;
  const index: number[] = [];
  for (let i = 0; i < kinds.length; i++) if (!dropped[i] && kinds[i] !== DIRECTIVE) index.push(i);
  const size = index.length;
  const kind = (k: number): number => (k >= 0 && k < size ? kinds[index[k]!]! : 0);
  const start = (k: number): number => starts[index[k]!]!;
  const end = (k: number): number => ends[index[k]!]!;
  const textOf = (k: number): string => (k >= 0 && k < size ? text.slice(start(k), end(k)) : '');
  const pairs = matchPairs(size, kind, (k) => start(k) === 0 || text.charCodeAt(start(k) - 1) === 10);
  return {
    text,
    size,
    kind,
    start,
    end,
    textOf,
    word: (k) => (kind(k) === IDENT ? textOf(k) : ''),
    close: (k) => {
      const to = pairs[k]!;
      return to === 0 ? undefined : to;
    },
  };
}

/**
 * Per opening parenthesis or brace its closing one, 0 without one. A `}` at column 0 ends all that is open, unless it belongs to a `{` at
 * column 0 inside a list.
 */
function matchPairs(size: number, kind: (k: number) => number, atLineStart: (k: number) => boolean): Uint32Array {
  const pairs = new Uint32Array(size);
  const parens: number[] = [];
  const braces: number[] = [];
  for (let k = 0; k < size; k++) {
    const one = kind(k);
    if (one === LPAREN) parens.push(k);
    else if (one === RPAREN) {
      const from = parens.pop();
      if (from !== undefined) pairs[from] = k;
    } else if (one === LBRACE) braces.push(k);
    else if (one === RBRACE) {
      const innermost = braces.at(-1);
      if (innermost !== undefined && atLineStart(k) && !(braces.length > 1 && atLineStart(innermost))) {
        parens.length = 0;
        braces.length = 1;
      }
      const from = braces.pop();
      if (from !== undefined) pairs[from] = k;
    }
  }
  return pairs;
}

import type { FileMacro } from '../../types.js';
import { resolveConditionals, type Region } from './conditionals.js';
import { applyEdits, type Edit } from './edits.js';
import { DIRECTIVE, IDENT, NUMBER, STRING, tokenize, type Tokens } from './tokens.js';
import { fixArguments } from './arguments.js';
import { rewriteFileMacro } from './file-macro.js';
import { dialectWords } from './words.js';

/** C text that a plain grammar reads, of the same length as what came in, and what was taken out of it, by offset. */
export interface Rewritten {
  readonly text: string;
  readonly regions: readonly Region[];
  /** Iteration and block macros that now read `while`: their names by offset. */
  readonly heads: ReadonlyMap<number, { readonly name: string; readonly kind: 'each' | 'scoped' }>;
  /** Classes of `__free(class)`, in order of offset. */
  readonly cleanups: readonly { readonly at: number; readonly name: string }[];
  /** Annotation words, in order of offset. */
  readonly annotations: readonly { readonly at: number; readonly name: string }[];
  readonly macros: readonly (Omit<FileMacro, 'at'> & { readonly at: number })[];
}

const KEYWORDS = new Set([
  'if',
  'while',
  'for',
  'switch',
  'return',
  'sizeof',
  'do',
  'else',
  'case',
  'goto',
  'typeof',
  '__typeof__',
  '__typeof',
  'asm',
  '__asm__',
  'defined',
  'offsetof',
  'struct',
  'union',
  'enum',
  '__attribute__',
  '__auto_type',
  'alignof',
  '_Static_assert',
]);
const LPAREN = 40;
const RPAREN = 41;
const LBRACE = 123;
const RBRACE = 125;
const SEMICOLON = 59;
const COLON = 58;
const EQUALS = 61;

/** Rewrites kernel C in place. Never throws; text that it does not understand stays as it is. */
export function rewriteDialect(text: string): Rewritten {
  const words = dialectWords();
  const tokens = tokenize(text);
  const { edits: preprocessor, regions, dropped } = resolveConditionals(tokens);
  const edits: Edit[] = [...preprocessor, ...tokens.comments.map(([start, end]) => ({ start, end, text: '' }))];
  const live = liveTokens(tokens, dropped);
  const pairs = matchParens(tokens, live);
  const heads = new Map<number, { name: string; kind: 'each' | 'scoped' }>();
  const cleanups: { at: number; name: string }[] = [];
  const annotations: { at: number; name: string }[] = [];
  const macros: FileMacro[] = [];
  const textOf = (k: number): string => text.slice(tokens.starts[live[k]!], tokens.ends[live[k]!]);
  const kindOf = (k: number): number => (k >= 0 && k < live.length ? tokens.kinds[live[k]!]! : 0);
  const startOf = (k: number): number => tokens.starts[live[k]!]!;
  const endOf = (k: number): number => tokens.ends[live[k]!]!;
  const blank = (from: number, to: number, by = ''): void => {
    edits.push({ start: startOf(from), end: endOf(to), text: by });
  };

  const braces: boolean[] = [];
  let prev = -1;
  for (let k = 0; k < live.length; k++) {
    const kind = kindOf(k);
    if (kind === LBRACE) {
      const inFunction = braces.at(-1) ?? (kindOf(prev) === RPAREN || kindOf(prev) === SEMICOLON);
      braces.push(inFunction && kindOf(prev) !== EQUALS);
    } else if (kind === RBRACE) braces.pop();
    if (kind === 46 && kindOf(k + 1) === 46 && kindOf(k + 2) === 46 && kindOf(prev) !== LPAREN && kindOf(prev) !== 44) {
      if (kindOf(k + 3) !== RPAREN) blank(k, k + 2, '|');
      k += 2;
      prev = k;
      continue;
    }
    if (kind !== IDENT) {
      if (kind === NUMBER && /^\d\w*_/.test(textOf(k))) blank(k, k, `_${textOf(k).slice(1)}`);
      prev = k;
      continue;
    }
    const name = textOf(k);
    const close = kindOf(k + 1) === LPAREN ? pairs.get(k + 1) : undefined;
    if (words.words.has(name)) {
      annotations.push({ at: startOf(k), name });
      blank(k, k);
      continue;
    }
    if (words.withParens.has(name)) {
      const end = close ?? k;
      if (name === '__free') cleanups.push({ at: startOf(k), name: textOf(k + 2) });
      else annotations.push({ at: startOf(k), name });
      blank(k, end);
      k = end;
      continue;
    }
    const statement = isStatementStart(kindOf(prev), prev >= 0 && kindOf(prev) === IDENT ? textOf(prev) : '');
    if (
      close !== undefined &&
      braces.length === 0 &&
      (prev === -1 || kindOf(prev) === SEMICOLON || kindOf(prev) === RBRACE)
    ) {
      const done = rewriteFileMacro({ tokens, live, k, close, name, next: kindOf(close + 1) });
      if (done) {
        edits.push(...done.edits);
        if (done.macro) macros.push(done.macro);
        if (done.skip > k) {
          k = done.skip;
          prev = k;
          continue;
        }
      }
    }
    if (close !== undefined && braces.at(-1) && !KEYWORDS.has(name)) {
      const next = kindOf(close + 1);
      const after = kindOf(prev) === RPAREN;
      if ((statement || after) && (next === LBRACE || next === IDENT || next === SEMICOLON)) {
        const loopName = words.loops.has(name) || words.loopPattern.test(name);
        const isBlock = words.blocks.has(name);
        const body = next === LBRACE || (next === IDENT && (loopName || isBlock));
        if ((body || (loopName && next === SEMICOLON && words.loops.has(name))) && name.length >= 5) {
          heads.set(startOf(k), {
            name,
            kind:
              isBlock || /scoped|^with_/.test(name) ? (loopName && name.includes('each') ? 'each' : 'scoped') : 'each',
          });
          blank(k, k, 'while');
        } else if (next === IDENT && statement && text.slice(endOf(close), startOf(close + 1)).includes('\n')) {
          edits.push({ start: endOf(close), end: endOf(close) + 1, text: ';' });
        }
      }
    }
    if (close !== undefined && (name === 'typeof' || name === '__typeof__' || name === '__typeof')) {
      blank(k, close, 'int');
      k = close;
      prev = k;
      continue;
    }
    if (close !== undefined && name === 'offsetof') blank(k, k, '_ffsetof');
    if (close !== undefined && braces.length > 0 && !CONTROL.has(name))
      edits.push(...fixArguments(tokens, live, k + 1, close, name));
    prev = k;
  }
  return { text: applyEdits(text, edits), regions, heads, cleanups, annotations, macros };
}

const CONTROL = new Set(['if', 'while', 'for', 'switch', 'return', 'sizeof', 'asm', '__asm__', 'case', 'else']);

function isStatementStart(kind: number, word: string): boolean {
  if (word === 'else' || word === 'do') return true;
  return kind === SEMICOLON || kind === LBRACE || kind === RBRACE || kind === COLON;
}

function liveTokens(tokens: Tokens, dropped: Uint8Array): readonly number[] {
  const live: number[] = [];
  for (let i = 0; i < tokens.kinds.length; i++) if (!dropped[i] && tokens.kinds[i] !== DIRECTIVE) live.push(i);
  return live;
}

/** Matching parentheses, as indices into the live tokens; braces in between must balance. */
function matchParens(tokens: Tokens, live: readonly number[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (let k = 0; k < live.length; k++) {
    const kind = tokens.kinds[live[k]!];
    if (kind === LPAREN) open.push(k);
    else if (kind === RPAREN) {
      const from = open.pop();
      if (from !== undefined) pairs.set(from, k);
    } else if (kind === RBRACE && tokens.starts[live[k]!] !== undefined && atLineStart(tokens, live[k]!))
      open.length = 0;
  }
  return pairs;
}

function atLineStart(tokens: Tokens, i: number): boolean {
  const start = tokens.starts[i]!;
  return start === 0 || tokens.text.charCodeAt(start - 1) === 10;
}

export { STRING };

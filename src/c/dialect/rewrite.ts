import type { FileMacro, OpsStruct } from '../../types.js';
import { fixArguments } from './arguments.js';
import { resolveConditionals, type Region } from './conditionals.js';
import { applyEdits, type Edit } from './edits.js';
import { rewriteFileMacro } from './file-macro.js';
import { opens, readInitialiser } from './initialisers.js';
import { COLON, COMMA, DOT, EQUALS, LBRACE, liveTokens, LPAREN, RBRACE, RPAREN, SEMICOLON, type Live } from './live.js';
import { IDENT, NUMBER, tokenize } from './tokens.js';
import { dialectWords, type DialectWords } from './words.js';

/** C text that a plain grammar reads, of the same length as what came in, and what was taken out of it, by offset. */
export interface Rewritten {
  readonly text: string;
  readonly regions: readonly Region[];
  /** Iteration and block macros that now read `while`: their names by offset. */
  readonly heads: ReadonlyMap<number, Head>;
  /** Classes of `__free(class)`, in order of offset. */
  readonly cleanups: readonly Mark[];
  /** Annotation words, in order of offset. */
  readonly annotations: readonly Mark[];
  /** Registration macros at file level and what initialisers name; `at` is an offset. */
  readonly macros: readonly FileMacro[];
  readonly ops: readonly OpsStruct[];
}

export interface Head {
  readonly name: string;
  readonly kind: 'each' | 'scoped';
}

export interface Mark {
  readonly at: number;
  readonly name: string;
}

const KEYWORDS = new Set(
  `if while for switch return sizeof do else case goto typeof __typeof__ __typeof asm __asm__ defined offsetof struct
   union enum __attribute__ __auto_type alignof _Static_assert`.split(/\s+/),
);
/** Their parentheses hold no arguments. */
const CONTROL = new Set('if while for switch return sizeof asm __asm__ case else'.split(' '));
const TYPEOF = new Set(['typeof', '__typeof__', '__typeof']);

/** Rewrites kernel C in place. Never throws; text that it does not understand stays as it is. */
export function rewriteDialect(text: string): Rewritten {
  const words = dialectWords();
  const tokens = tokenize(text);
  const { edits: preprocessor, regions, dropped } = resolveConditionals(tokens);
  const edits: Edit[] = [...preprocessor, ...tokens.comments.map(([start, end]) => ({ start, end, text: '' }))];
  const live = liveTokens(tokens, dropped);
  const heads = new Map<number, Head>();
  const cleanups: Mark[] = [];
  const annotations: Mark[] = [];
  const macros: FileMacro[] = [];
  const ops: OpsStruct[] = [];
  const blank = (from: number, to: number, by = ''): void => {
    edits.push({ start: live.start(from), end: live.end(to), text: by });
  };

  /** Per open brace: whether it stands in a function. */
  const braces: boolean[] = [];
  let prev = -1;
  for (let k = 0; k < live.size; k++) {
    const kind = live.kind(k);
    if (kind !== IDENT) {
      if (kind === LBRACE) {
        const close = braces.length === 0 ? live.close(k) : undefined;
        const what = braces.length === 0 ? opens(live, prev) : 'function';
        if (what !== 'function' && close !== undefined) {
          if (what === 'initialiser') ops.push(...readInitialiser(live, k, close, words));
          edits.push({ start: live.end(k), end: live.start(close), text: '' });
          prev = k = close;
          continue;
        }
        braces.push((braces.at(-1) ?? what === 'function') && live.kind(prev) !== EQUALS);
      } else if (kind === RBRACE) braces.pop();
      else if (kind === DOT && isRange(live, k, prev)) {
        if (live.kind(k + 3) !== RPAREN) blank(k, k + 2, '|');
        k += 2;
      } else if (kind === NUMBER && /^\d\w*_/.test(live.textOf(k))) blank(k, k, `_${live.textOf(k).slice(1)}`);
      prev = k;
      continue;
    }
    const name = live.textOf(k);
    const close = live.kind(k + 1) === LPAREN ? live.close(k + 1) : undefined;
    if (words.words.has(name)) {
      annotations.push({ at: live.start(k), name });
      blank(k, k);
      continue;
    }
    if (words.withParens.has(name)) {
      if (name === '__free') cleanups.push({ at: live.start(k), name: live.textOf(k + 2) });
      else annotations.push({ at: live.start(k), name });
      blank(k, close ?? k);
      k = close ?? k;
      continue;
    }
    if (close !== undefined) {
      if (braces.length === 0 && startsItem(live.kind(prev))) {
        const done = rewriteFileMacro(live, k, close);
        if (done) {
          edits.push(done.edit);
          if (done.macro) macros.push(done.macro);
          prev = k = done.skip;
          continue;
        }
      }
      if (braces.at(-1) && !KEYWORDS.has(name)) {
        const head = headAt(live, close, prev, name, words);
        if (head === 'call') edits.push({ start: live.end(close), end: live.end(close) + 1, text: ';' });
        else if (head) {
          heads.set(live.start(k), head);
          blank(k, k, 'while');
        }
      }
      if (TYPEOF.has(name)) {
        blank(k, close, 'int');
        prev = k = close;
        continue;
      }
      if (name === 'offsetof') blank(k, k, '_ffsetof');
      if (braces.length > 0 && !CONTROL.has(name)) fixArguments(live, k + 1, close, edits);
    }
    prev = k;
  }
  return { text: applyEdits(text, edits), regions, heads, cleanups, annotations, macros, ops };
}

/** `1 ... 5`; not the `...` of a parameter list. */
function isRange(live: Live, k: number, prev: number): boolean {
  const before = live.kind(prev);
  return live.kind(k + 1) === DOT && live.kind(k + 2) === DOT && before !== LPAREN && before !== COMMA;
}

function startsItem(kind: number): boolean {
  return kind === 0 || kind === SEMICOLON || kind === RBRACE;
}

/** `NAME(args)` in a function: heads a block or loop, is a call that lacks its semicolon, or neither. */
function headAt(live: Live, close: number, prev: number, name: string, words: DialectWords): Head | 'call' | undefined {
  const statement = startsStatement(live, prev);
  if (!statement && live.kind(prev) !== RPAREN) return undefined;
  const next = live.kind(close + 1);
  if (next !== LBRACE && next !== IDENT && next !== SEMICOLON) return undefined;
  const isLoop = words.loops.has(name) || words.loopPattern.test(name);
  const isBlock = words.blocks.has(name);
  const body =
    next === LBRACE || (next === IDENT && (isLoop || isBlock)) || (next === SEMICOLON && words.loops.has(name));
  if (body && name.length >= 5) {
    const scoped = (isBlock || /scoped|^with_/.test(name)) && !(isLoop && name.includes('each'));
    return { name, kind: scoped ? 'scoped' : 'each' };
  }
  const newline = next === IDENT && statement && live.text.slice(live.end(close), live.start(close + 1)).includes('\n');
  return newline ? 'call' : undefined;
}

function startsStatement(live: Live, prev: number): boolean {
  const kind = live.kind(prev);
  if (kind === IDENT) return live.word(prev) === 'else' || live.word(prev) === 'do';
  return kind === SEMICOLON || kind === LBRACE || kind === RBRACE || kind === COLON;
}

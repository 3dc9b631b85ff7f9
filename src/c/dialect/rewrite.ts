import type { FileMacro, OpsStruct } from '../../types.js';
import { fixArguments } from './arguments.js';
import { resolveConditionals, type Region } from './conditionals.js';
import { applyEdits, type Edit } from './edits.js';
import { itemStart, rewriteFileMacro } from './file-macro.js';
import { opens, readInitialiser } from './initialisers.js';
import {
  COLON,
  COMMA,
  DOT,
  EQUALS,
  LBRACE,
  liveTokens,
  LPAREN,
  RBRACE,
  RPAREN,
  SEMICOLON,
  STAR,
  GREATER,
  MINUS,
  PLUS,
  type Live,
} from './live.js';
import { IDENT, NUMBER, STRING, tokenize } from './tokens.js';
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
  /** What at file level is left to these lists, or to nobody: initialisers, bodies of types, macros. */
  readonly asides: readonly Aside[];
  /** Of code: branches of conditional groups that were not taken. */
  readonly dropped: readonly Span[];
  /** Offsets behind the braces at column 0 that end functions. */
  readonly ends: readonly number[];
}

/** Offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Aside extends Span {
  readonly what: 'initialiser' | 'type' | 'macro';
}

export interface Head {
  readonly name: string;
  /** `while` closes a `do`. */
  readonly kind: 'each' | 'scoped' | 'while';
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
/** Anything else that begins with a digit is part of a name: `400G`, `16BYTE`. */
const C_NUMBER = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+(?:\.\d*)?(?:[eE]\d*)?)(?:[uUlLfF]|ll|LL)*$/;
/** The grammar knows these with types only, not with what the kernel gives them. */
const OPERATOR_CALLS = new Set(['offsetof', 'alignof', '__alignof__', '__alignof', '_Alignof']);
const TYPEOF = new Set(['typeof', '__typeof__', '__typeof']);

/** Rewrites kernel C in place. Never throws; text that it does not understand stays as it is. */
export function rewriteDialect(text: string): Rewritten {
  const words = dialectWords();
  const tokens = tokenize(text);
  const { edits: preprocessor, regions, dropped, spans } = resolveConditionals(tokens);
  const edits: Edit[] = [...preprocessor, ...tokens.comments.map(([start, end]) => ({ start, end, text: '' }))];
  const live = liveTokens(tokens, dropped);
  const heads = new Map<number, Head>();
  const cleanups: Mark[] = [];
  const annotations: Mark[] = [];
  const macros: FileMacro[] = [];
  const ops: OpsStruct[] = [];
  const asides: Aside[] = [];
  const ends: number[] = [];
  const blank = (from: number, to: number, by = ''): void => {
    edits.push({ start: live.start(from), end: live.end(to), text: by });
  };

  /** Per open brace: whether it stands in a function. */
  const braces: boolean[] = [];
  /** Likewise: whether it opens the body of a `do`. */
  const dos: boolean[] = [];
  let closesDo = false;
  /** The token behind which a semicolon was put. */
  let ended = -1;
  let prev = -1;
  for (let k = 0; k < live.size; k++) {
    const kind = live.kind(k);
    if (kind !== IDENT) {
      if (kind === LBRACE) {
        const close = live.close(k);
        const what = opens(live, prev);
        const aside =
          braces.length === 0 ? what !== 'function' : what === 'type' || (what === 'initialiser' && isStatic(live, k));
        if (aside && what !== 'function' && close !== undefined) {
          if (what === 'initialiser') ops.push(...readInitialiser(live, k, close, words));
          edits.push({ start: live.end(k), end: live.start(close), text: '' });
          asides.push({ start: live.start(k), end: live.end(close), what });
          prev = k = close;
          continue;
        }
        dos.push(live.word(prev) === 'do');
        braces.push((braces.at(-1) ?? what === 'function') && live.kind(prev) !== EQUALS);
      } else if (kind === RBRACE) {
        braces.pop();
        closesDo = dos.pop() ?? false;
        if (live.start(k) === 0 || text.charCodeAt(live.start(k) - 1) === 10) ends.push(live.end(k));
      } else if (kind === DOT && isRange(live, k, prev)) {
        if (live.kind(k + 3) !== RPAREN) blank(k, k + 2, '|');
        k += 2;
      } else if (kind === NUMBER && !C_NUMBER.test(live.textOf(k))) blank(k, k, `_${live.textOf(k).slice(1)}`);
      prev = k;
      continue;
    }
    const name = live.textOf(k);
    if (isConcatenated(live, k, name)) {
      blank(k, k);
      continue;
    }
    const close = live.kind(k + 1) === LPAREN ? live.close(k + 1) : undefined;
    const isField =
      prev >= 0 && (live.kind(prev) === DOT || (live.kind(prev) === GREATER && live.kind(prev - 1) === MINUS));
    if (isField) {
      prev = k;
      if (close !== undefined && braces.length > 0) fixArguments(live, k + 1, close, edits);
      continue;
    }
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
    if (close !== undefined && !KEYWORDS.has(name) && isText(live, close + 1) && prev >= 0) {
      blank(k, close);
      k = close;
      continue;
    }
    if (close !== undefined) {
      if (braces.length === 0) {
        const first = itemStart(live, k);
        const done = first === undefined ? undefined : rewriteFileMacro(live, first, k, close, words);
        if (done) {
          edits.push(done.edit);
          if (done.macro) {
            macros.push(done.macro);
            asides.push({ start: done.edit.start, end: done.edit.end, what: 'macro' });
          }
          prev = k = done.skip;
          continue;
        }
      }
      if (braces.at(-1) && !KEYWORDS.has(name)) {
        const head = headAt(live, close, prev, name, words, { closesDo, ended });
        if (live.kind(close + 1) === EQUALS && live.kind(close + 2) === LBRACE) declareMacro(live, k, close, edits);
        else if (head === 'type') blank(k, close, 'int');
        else if (head === 'call') {
          edits.push({ start: live.end(close), end: live.end(close) + 1, text: ';' });
          ended = close;
        } else if (head) {
          if (head.kind !== 'while') heads.set(live.start(k), head);
          if (close === k + 2) blank(k, close, 'while(0)');
          else blank(k, k, 'while');
        }
      }
      if (TYPEOF.has(name)) {
        blank(k, close, 'int');
        prev = k = close;
        continue;
      }
      if (OPERATOR_CALLS.has(name)) blank(k, k, name.replace(/^./, '_').replace(/^__/, '_0'));
      if (braces.length > 0 && !CONTROL.has(name)) fixArguments(live, k + 1, close, edits);
    } else if (braces.length > 0) {
      const end = statementEdit(live, k, name, edits);
      if (end > k) {
        prev = k = end;
        continue;
      }
    } else if (isLoneWord(live, k, prev, name)) {
      blank(k, k);
      continue;
    }
    prev = k;
  }
  return {
    text: applyEdits(text, edits),
    regions,
    heads,
    cleanups,
    annotations,
    macros,
    ops,
    asides,
    dropped: spans,
    ends,
  };
}

function isText(live: Live, k: number): boolean {
  return live.kind(k) === STRING && live.textOf(k).startsWith('"');
}

/** `DECLARE_BITMAP(map, 8) = { 0 };` in a function declares its first argument. */
function declareMacro(live: Live, k: number, close: number, edits: Edit[]): void {
  const name = live.word(k + 2);
  if (name !== '') edits.push({ start: live.start(k), end: live.end(close), text: `int ${name}` });
}

/** The declaration that the `{` of an initialiser belongs to begins with `static`: its values are constants. */
function isStatic(live: Live, open: number): boolean {
  for (let k = open - 1; k > open - 24; k--) {
    const kind = live.kind(k);
    if (kind === SEMICOLON || kind === LBRACE || kind === RBRACE || kind === 0) return live.word(k + 1) === 'static';
  }
  return false;
}

/** A macro for a string beside a string: `KERN_ERR PREFIX "text"`, `"%" PRIu64`. */
function isConcatenated(live: Live, k: number, name: string): boolean {
  if (KEYWORDS.has(name)) return false;
  if (live.kind(k - 1) === STRING && live.kind(k + 1) !== LPAREN) return live.textOf(k - 1).startsWith('"');
  if (/^KERN_[A-Z]+$/.test(name)) return live.kind(k + 1) === IDENT || live.kind(k + 1) === STRING;
  let next = k + 1;
  while (live.kind(next) === IDENT && !KEYWORDS.has(live.word(next)) && next < k + 4) next++;
  return next > k && live.kind(next) === STRING && live.textOf(next).startsWith('"');
}

/** Statements that plain C has not: `goto *table[i];`, `static DEFINE_MUTEX(x);`. Returns the last token done with, or `k`. */
function statementEdit(live: Live, k: number, name: string, edits: Edit[]): number {
  if (name === 'goto' && live.kind(k + 1) === STAR) {
    let end = k;
    while (end + 1 < live.size && live.kind(end + 1) !== SEMICOLON && live.kind(end + 1) !== RBRACE) end++;
    edits.push({ start: live.start(k), end: live.end(end), text: 'goto _' });
    return end;
  }
  if (
    startsStatement(live, k - 1) &&
    (live.kind(k + 1) === IDENT || live.kind(k + 1) === RBRACE) &&
    /^[A-Z]\w+$/.test(name) &&
    live.text.slice(live.end(k), live.start(k + 1)).includes('\n')
  ) {
    edits.push({ start: live.end(k), end: live.end(k) + 1, text: ';' });
    return k;
  }
  if (name === 'static') {
    const macro = live.word(k + 1) === 'const' ? k + 2 : k + 1;
    if (live.kind(macro) === IDENT && live.kind(macro + 1) === LPAREN && live.kind(macro + 2) !== STAR)
      edits.push({ start: live.start(k), end: live.end(macro - 1), text: '' });
  }
  return k;
}

const STARTERS = new Set(
  'static const struct int void bool unsigned extern inline enum union long char typedef'.split(' '),
);

/** A macro without arguments at the start of an item at file level: an annotation that is not known, or a line of its own. */
function isLoneWord(live: Live, k: number, prev: number, name: string): boolean {
  const before = live.kind(prev);
  if (!/^[A-Z]\w+$/.test(name) || (before !== 0 && before !== SEMICOLON && before !== RBRACE)) return false;
  return STARTERS.has(live.word(k + 1));
}

/** `1 ... 5`; not the `...` of a parameter list. */
function isRange(live: Live, k: number, prev: number): boolean {
  const before = live.kind(prev);
  return live.kind(k + 1) === DOT && live.kind(k + 2) === DOT && before !== LPAREN && before !== COMMA;
}

/** What may follow `NAME(args)` where that heads something or lacks its semicolon. */
const AFTER_HEAD = new Set([LBRACE, RBRACE, IDENT, SEMICOLON, LPAREN, STAR, PLUS, MINUS]);

/** `NAME(args)` in a function: heads a block or loop, is a call that lacks its semicolon, the type of a declaration, or none of these. */
function headAt(
  live: Live,
  close: number,
  prev: number,
  name: string,
  words: DialectWords,
  last: { readonly closesDo: boolean; readonly ended: number },
): Head | 'call' | 'type' | undefined {
  const statement = prev === last.ended || startsStatement(live, prev);
  const next = live.kind(close + 1);
  if (next === SEMICOLON && last.closesDo && live.kind(prev) === RBRACE && name.startsWith('while_'))
    return { name, kind: 'while' };
  if (!statement && live.kind(prev) !== RPAREN) return undefined;
  if (!AFTER_HEAD.has(next)) return undefined;
  const isLoop = words.loops.has(name) || words.loopPattern.test(name);
  const isBlock = words.blocks.has(name);
  const body =
    next === LBRACE ||
    (next !== SEMICOLON && next !== RBRACE && (isLoop || isBlock)) ||
    (next === SEMICOLON && words.loops.has(name));
  if (body && name.length >= 5) {
    const scoped = (isBlock || /scoped|^with_/.test(name)) && !(isLoop && name.includes('each'));
    return { name, kind: scoped ? 'scoped' : 'each' };
  }
  if (statement && next === IDENT && live.kind(close + 2) === SEMICOLON && !KEYWORDS.has(live.word(close + 1))) {
    const sameLine = !live.text.slice(live.end(close), live.start(close + 1)).includes('\n');
    if (sameLine && /^[A-Z]/.test(name)) return 'type';
  }
  const bare = statement && (next === IDENT || next === RBRACE);
  return bare && live.text.slice(live.end(close), live.start(close + 1)).includes('\n') ? 'call' : undefined;
}

function startsStatement(live: Live, prev: number): boolean {
  const kind = live.kind(prev);
  if (kind === IDENT) return live.word(prev) === 'else' || live.word(prev) === 'do';
  return kind === SEMICOLON || kind === LBRACE || kind === RBRACE || kind === COLON;
}

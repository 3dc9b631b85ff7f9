import type { FileMacro, OpsStruct } from '../../types.js';
import { fixArguments } from './arguments.js';
import { resolveConditionals } from './conditionals.js';
import { applyEdits, type Edit } from './edits.js';
import { itemStart, rewriteFileMacro } from './file-macro.js';
import { opens, readInitialiser } from './initialisers.js';
import {
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  LBRACE,
  type Live,
  liveTokens,
  LPAREN,
  MINUS,
  RBRACE,
  RPAREN,
  SEMICOLON,
} from './live.js';
import { IDENT, NUMBER, tokenize } from './tokens.js';
import { dialectWords } from './words.js';
import type { Aside, Head, Mark, Rewritten } from './rewritten.js';
import { C_NUMBER, CONTROL, KEYWORDS, OPERATOR_CALLS, TYPEOF } from './keywords.js';
import { isConcatenated, isLoneWord, isText } from './words-alone.js';
import { declareMacro, headAt, statementEdit } from './statements.js';

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

/** The declaration that the `{` of an initialiser belongs to begins with `static`: its values are constants. */
function isStatic(live: Live, open: number): boolean {
  for (let k = open - 1; k > open - 24; k--) {
    const kind = live.kind(k);
    if (kind === SEMICOLON || kind === LBRACE || kind === RBRACE || kind === 0) return live.word(k + 1) === 'static';
  }
  return false;
}

/** `1 ... 5`; not the `...` of a parameter list. */
function isRange(live: Live, k: number, prev: number): boolean {
  const before = live.kind(prev);
  return live.kind(k + 1) === DOT && live.kind(k + 2) === DOT && before !== LPAREN && before !== COMMA;
}

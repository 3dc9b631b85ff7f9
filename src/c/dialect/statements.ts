import type { Edit } from './edits.js';
import { COLON, LBRACE, type Live, LPAREN, MINUS, PLUS, RBRACE, RPAREN, SEMICOLON, STAR } from './live.js';
import { IDENT } from './tokens.js';
import type { DialectWords } from './words.js';
import type { Head } from './rewritten.js';
import { KEYWORDS } from './keywords.js';

/** `DECLARE_BITMAP(map, 8) = { 0 };` in a function declares its first argument. */
export function declareMacro(live: Live, k: number, close: number, edits: Edit[]): void {
  const name = live.word(k + 2);
  if (name !== '') edits.push({ start: live.start(k), end: live.end(close), text: `int ${name}` });
}

/** Statements that plain C has not: `goto *table[i];`, `static DEFINE_MUTEX(x);`. Returns the last token done with, or `k`. */
export function statementEdit(live: Live, k: number, name: string, edits: Edit[]): number {
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

/** What may follow `NAME(args)` where that heads something or lacks its semicolon. */
const AFTER_HEAD = new Set([LBRACE, RBRACE, IDENT, SEMICOLON, LPAREN, STAR, PLUS, MINUS]);

/** `NAME(args)` in a function: heads a block or loop, is a call that lacks its semicolon, the type of a declaration, or none of these. */
export function headAt(
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

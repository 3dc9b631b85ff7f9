import { resolveConditionals } from '../dialect/conditionals.js';
import { DIRECTIVE, IDENT, tokenize } from '../dialect/tokens.js';
import { dialectWords } from '../dialect/words.js';
import { GAP } from '../lower/context.js';

/** What must stand before and behind a piece of a body so that it reads as whole statements. */
export interface Supply {
  readonly prefix: string;
  readonly suffix: string;
  /** The piece holds code at all. */
  readonly hasCode: boolean;
  /** Nothing was supplied: the piece is whole statements as it is. */
  readonly whole: boolean;
}

const LPAREN = 40;
const RPAREN = 41;
const LBRACE = 123;
const RBRACE = 125;
const SEMICOLON = 59;
const COMMA = 44;
const EQUALS = 61;
const DOT = 46;
/** What is open, beside parentheses and brackets by their characters and blocks by their brace: initialisers, bodies of `do`. */
const LIST = 1;
const DO = 2;

/** Balances a piece of a function body. */
export function balance(text: string): Supply {
  const tokens = tokenize(text);
  const { dropped } = resolveConditionals(tokens);
  const live: number[] = [];
  for (let i = 0; i < tokens.kinds.length; i++) if (!dropped[i] && tokens.kinds[i] !== DIRECTIVE) live.push(i);
  if (live.length === 0) return { prefix: '', suffix: '', hasCode: false, whole: true };
  const word = (k: number): string =>
    k < live.length && tokens.kinds[live[k]!] === IDENT
      ? text.slice(tokens.starts[live[k]!], tokens.ends[live[k]!])
      : '';
  const kind = (k: number): number => (k < live.length ? tokens.kinds[live[k]!]! : 0);

  const opened: number[] = [];
  const prefixes: string[] = [];
  let cases = false;
  let parens = 0;
  let semicolons = 0;
  let started = false;
  /** Levels of an initialiser that the piece begins in. */
  let lists = kind(0) === DOT && kind(1) === IDENT ? 1 : 0;
  let isListOpen = lists > 0;
  let ifs = 0;
  let needsIf = false;
  for (let k = 0; k < live.length; k++) {
    const one = kind(k);
    if (one === LBRACE)
      opened.push(braceOf(kind(k - 1), word(k - 1), opened.length === 0 ? isListOpen : opened.at(-1) === LIST));
    else if (one === LPAREN || one === 91) opened.push(one);
    else if (one === RPAREN || one === 93) {
      if (opened.length > 0 && !isBrace(opened.at(-1)!)) opened.pop();
      else if (opened.length === 0 && one === RPAREN && !started) {
        parens++;
        const next = kind(k + 1);
        if (next !== RPAREN) {
          prefixes.push(openParens(parens, semicolons, next));
          parens = 0;
          started = true;
        }
      }
    } else if (one === RBRACE) {
      while (opened.length > 0 && !isBrace(opened.at(-1)!)) opened.pop();
      if (opened.length > 0) opened.pop();
      else if (kind(k + 1) === COMMA || (isListOpen && (kind(k + 1) === SEMICOLON || kind(k + 1) === RBRACE))) {
        if (!isListOpen) lists = 1;
        isListOpen = kind(k + 1) !== SEMICOLON;
        if (isListOpen) lists++;
        started = true;
      } else {
        prefixes.push(openBrace(cases, word(k + 1)));
        cases = false;
        started = true;
      }
    } else if (one === IDENT && opened.length === 0 && word(k) === 'if') ifs++;
    else if (one === IDENT && opened.length === 0 && word(k) === 'else' && k > 0 && kind(k - 1) !== RBRACE) {
      if (ifs > 0) ifs--;
      else if (prefixes.length === 0 || semicolons === 1) needsIf = true;
    } else if (one === SEMICOLON && opened.length === 0) {
      semicolons++;
      if (semicolons > 2 || !parensFollow(kind, k)) started = true;
    } else if (
      one === IDENT &&
      opened.length === 0 &&
      (word(k) === 'case' || word(k) === 'default') &&
      kind(k + 1) !== 61
    )
      cases = true;
  }
  let suffix = closing(opened, kind(live.length - 1), word(live.length - 1));
  if (opened.length === 0 && suffix === ';' && headsLoop(live.length - 1, kind, word)) suffix = ` { ${GAP}; }`;
  if (isListOpen) suffix = `${suffix.replace(/;$/, '')}${'}'.repeat(lists)};`;
  if (cases) {
    prefixes.push(`switch (${GAP}) { case 0: ${GAP};`);
    suffix += ` ${GAP}; }`;
  }
  if (needsIf && prefixes[0]?.startsWith(`${GAP}(`)) {
    prefixes[0] = `if (${GAP}) ${prefixes[0]}`;
    needsIf = false;
  }
  if (lists > 0) prefixes.unshift(`int ${GAP}[] = ${'{'.repeat(lists)}`);
  let prefix = prefixes.reverse().join(' ');
  if (needsIf) prefix += ` if (${GAP})`;
  prefix += operandBefore(kind(0), word(0));
  return { prefix, suffix, hasCode: true, whole: prefix === '' && suffix === '' };
}

function isBrace(open: number): boolean {
  return open === LBRACE || open === LIST || open === DO;
}

function braceOf(before: number, word: string, inList: boolean): number {
  if (word === 'do') return DO;
  return before === EQUALS || (inList && (before === COMMA || before === LBRACE || before === RPAREN)) ? LIST : LBRACE;
}

/** The piece ends with the head of an iteration macro. */
function headsLoop(last: number, kind: (k: number) => number, word: (k: number) => string): boolean {
  if (kind(last) !== RPAREN) return false;
  let depth = 0;
  for (let k = last; k >= 0; k--) {
    if (kind(k) === RPAREN) depth++;
    else if (kind(k) === LPAREN && --depth === 0) {
      const name = word(k - 1);
      return dialectWords().loopPattern.test(name) || dialectWords().loops.has(name);
    }
  }
  return false;
}

/** A `)` without its `(` comes before the next `;` that ends a statement: the semicolon belongs to a `for` heading. */
function parensFollow(kind: (k: number) => number, from: number): boolean {
  let depth = 0;
  for (let k = from + 1; kind(k) !== 0 && k < from + 60; k++) {
    if (kind(k) === LPAREN) depth++;
    if (kind(k) === RPAREN && --depth < 0) return true;
    if (kind(k) === LBRACE || kind(k) === RBRACE) return false;
  }
  return false;
}

function openParens(count: number, semicolons: number, next: number): string {
  if (semicolons > 0 && next !== SEMICOLON) return `for (${semicolons === 1 ? ';' : ''}`;
  const calls = `${GAP}(`;
  if (next === SEMICOLON || next === 44 || isOperator(next)) return calls.repeat(count);
  return `if (${calls.repeat(count - 1)}`;
}

function openBrace(cases: boolean, next: string): string {
  if (cases) return `switch (${GAP}) { case 0: ${GAP};`;
  return next === 'while' ? `do { ${GAP};` : `if (${GAP}) { ${GAP};`;
}

function isOperator(kind: number): boolean {
  return '+-*/%&|^<>=?!.,:~'.includes(String.fromCharCode(kind)) && kind > 32;
}

function operandBefore(kind: number, word: string): string {
  if (word === 'else') return ` if (${GAP}) { ${GAP}; }`;
  if (kind > 32 && '+/%|^<>=?.,'.includes(String.fromCharCode(kind))) return ` ${GAP}`;
  if (kind === 45 || kind === 38) return '';
  return '';
}

function closing(opened: readonly number[], last: number, word: string): string {
  let out = '';
  const finished = last === SEMICOLON || last === LBRACE || last === RBRACE || last === 58;
  if (!finished && (isOperator(last) || last === LPAREN || last === 91)) out += ` ${GAP}`;
  let pending = !finished || word === 'else' || word === 'do';
  for (let i = opened.length - 1; i >= 0; i--) {
    if (opened[i] === LPAREN) {
      if (last === SEMICOLON) out += ` ${GAP}`;
      out += ')';
      pending = true;
    } else if (opened[i] === 91) out += '0]';
    else if (opened[i] === LIST) {
      out += '}';
      pending = true;
    } else {
      if (pending) out += ';';
      pending = false;
      out += opened[i] === DO ? ` ${GAP}; } while (${GAP});` : ` ${GAP}; }`;
    }
  }
  if (pending) out += ';';
  return out;
}

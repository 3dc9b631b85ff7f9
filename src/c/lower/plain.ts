import { binary } from './compared.js';
import { GAP } from './context.js';
import type { Expr } from '../../types.js';

/** These look like calls and are none. */
const NO_CALL = new Set(['sizeof', 'alignof', '_Alignof', '__alignof__', '__alignof', 'offsetof', '_Generic']);
const LPAREN = 40;
const RPAREN = 41;
const COMMA = 44;

/**
 * Reads `a->b.c[i]`, `&a.b`, `*p`, `f(a, &b, -1)`, `a = b` and `a < b` from the text: most expressions of a kernel are of this kind, and
 * every node of the syntax tree that need not be visited saves time. Undefined for anything else, which the tree then tells.
 */
export function readPlain(text: string, start: number, end: number, at: (offset: number) => number): Expr | undefined {
  let i = start;

  const skip = (): void => {
    while (i < end && text.charCodeAt(i) <= 32) i++;
  };

  const word = (): boolean => {
    const c = text.charCodeAt(i);
    if (!isIdentStart(c)) return false;
    do i++;
    while (i < end && isIdentPart(text.charCodeAt(i)));
    return true;
  };

  const path = (): boolean => {
    if (!word()) return false;
    for (;;) {
      const c = text.charCodeAt(i);
      if (i >= end) return true;
      if (c === 46) i++;
      else if (c === 45 && text.charCodeAt(i + 1) === 62) i += 2;
      else if (c === 91) {
        i++;
        const digit = text.charCodeAt(i);
        if (digit >= 48 && digit <= 57) {
          while (i < end && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
        } else if (!word()) return false;
        if (text.charCodeAt(i) !== 93) return false;
        i++;
        continue;
      } else return true;
      if (!word()) return false;
    }
  };

  const number = (from: number): Expr | undefined => {
    while (i < end && isIdentPart(text.charCodeAt(i))) i++;
    if (text.charCodeAt(i) === 46) return undefined;
    const source = text.slice(from, i);
    return { kind: 'number', value: numberOf(source), text: source, at: at(from) };
  };

  const string = (from: number): Expr | undefined => {
    for (i++; i < end; i++) {
      const c = text.charCodeAt(i);
      if (c === 92) i++;
      else if (c === 34) break;
    }
    i++;
    return i <= end ? { kind: 'string', text: text.slice(from, i), at: at(from) } : undefined;
  };

  const operand = (depth: number): Expr | undefined => {
    const from = i;
    const c = text.charCodeAt(i);
    if (c >= 48 && c <= 57) return number(from);
    if (c === 45 || c === 33) {
      i++;
      const next = text.charCodeAt(i);
      if (c === 45 && next >= 48 && next <= 57) return number(from);
      const arg = isIdentStart(next) || (next >= 48 && next <= 57) ? operand(depth) : undefined;
      return arg && { kind: 'unary', op: c === 45 ? '-' : '!', arg, at: at(from) };
    }
    if (c === 34) return string(from);
    const sign = c === 38 || c === 42;
    if (sign) i++;
    const base = i;
    if (!path()) return undefined;
    if (text.charCodeAt(i) === LPAREN && i < end) return sign ? undefined : call(from, depth);
    if (c === 38) return { kind: 'address', path: text.slice(base, i), at: at(from) };
    return { kind: 'path', path: text.slice(from, i), at: at(from) };
  };

  const call = (from: number, depth: number): Expr | undefined => {
    const callee = text.slice(from, i);
    if (depth > 4 || NO_CALL.has(callee)) return undefined;
    i++;
    skip();
    const args: Expr[] = [];
    if (text.charCodeAt(i) === RPAREN && i < end) i++;
    else
      for (;;) {
        const arg = expression(depth + 1);
        if (!arg) return undefined;
        args.push(arg);
        skip();
        if (i >= end) return undefined;
        const c = text.charCodeAt(i++);
        if (c === RPAREN) break;
        if (c !== COMMA) return undefined;
        skip();
      }
    const next = text.charCodeAt(i);
    if (i < end && (next === LPAREN || next === 91 || next === 46 || next === 45)) return undefined;
    return callOf(callee, args, at(from));
  };

  /** One operand, or two with an operator between: with more, precedence matters, which is the tree's business. */
  const expression = (depth: number): Expr | undefined => {
    const from = i;
    const left = operand(depth);
    if (!left) return undefined;
    skip();
    const op = i < end ? operatorAt(text, i) : '';
    if (op === '') return left;
    i += op.length;
    skip();
    if (ASSIGN.has(op)) {
      const value = depth === 0 ? expression(1) : undefined;
      return value && { kind: 'assign', op, left, right: value, at: at(from) };
    }
    const right = operand(depth);
    if (!right) return undefined;
    skip();
    return binary(op, left, right, at(from));
  };

  skip();
  const expr = expression(0);
  return expr && i >= end ? expr : undefined;
}

/** The operator at an offset, empty where there is none that this reader knows. */
function operatorAt(text: string, i: number): string {
  const first = text.charAt(i);
  const second = text.charAt(i + 1);
  if (DOUBLE.has(first + second)) return text.charAt(i + 2) === '=' ? '' : first + second;
  return SINGLE.has(first) && /[\s\w]/.test(second) ? first : '';
}

const ASSIGN = new Set(['=', '+=', '-=', '|=', '&=']);
const DOUBLE = new Set(['==', '!=', '<=', '>=', '&&', '||', '<<', '>>', '+=', '-=', '|=', '&=']);
const SINGLE = new Set(['=', '<', '>', '+', '-', '*', '/', '%', '&', '|', '^']);

const TRANSPARENT = /^(likely|unlikely|READ_ONCE|unsafe_memcpy|ACPI_FAILURE)$/;
const NEGATED = /^ACPI_SUCCESS$/;

/** A call; `likely(x)` and the like are `x`, and a test of a status for success is `!x`. */
export function callOf(callee: string, args: readonly Expr[], at: number): Expr {
  const first = args[0];
  if (first && TRANSPARENT.test(callee)) return first;
  if (first && NEGATED.test(callee)) return { kind: 'unary', op: '!', arg: first, at };
  if (callee === GAP) return { kind: 'other', what: 'gap', parts: args, text: '', at };
  return { kind: 'call', callee, args, at };
}

/** The value of a C number, 1 where it is none that JavaScript knows. */
export function numberOf(text: string): number {
  const value = Number(text.replace(/[uUlL]+$/, ''));
  return Number.isNaN(value) ? 1 : value;
}

function isIdentStart(c: number): boolean {
  return (c >= 97 && c <= 122) || c === 95 || (c >= 65 && c <= 90);
}

function isIdentPart(c: number): boolean {
  return isIdentStart(c) || (c >= 48 && c <= 57);
}

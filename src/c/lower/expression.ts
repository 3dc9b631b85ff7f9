import type { Expr, Stmt } from '../../types.js';
import type { Node } from '../parse.js';

/** What lowering needs beside the tree. */
export interface Context {
  readonly text: string;
  /** Index into `SourceFile.lines` of an offset, -1 for supplied text. */
  at(offset: number): number;
  /** Lowers the statements of a GNU statement expression. */
  block(node: Node): readonly Stmt[];
}

/** Stands for code that is not known: `__gap__;` is a gap, `__gap__` in an expression an unknown value. */
export const GAP = '__gap__';

const LITERAL_MACROS = /^(likely|unlikely|READ_ONCE|unsafe_memcpy)$/;

/** Lowers an expression; what it does not know becomes `other` with the parts that it could read. */
export function lowerExpr(node: Node, context: Context): Expr {
  const at = context.at(node.start);
  const named = node.children.filter((child) => child.named);
  const lower = (child: Node | undefined): Expr => (child ? lowerExpr(child, context) : other('missing', [], '', at));
  const source = context.text.slice(node.start, node.end);
  switch (node.type) {
    case 'identifier':
    case 'field_identifier':
    case 'null':
    case 'true':
    case 'false':
      return { kind: 'path', path: source, at };
    case 'number_literal':
      return { kind: 'number', value: numberOf(source), text: source, at };
    case 'char_literal':
      return { kind: 'number', value: 1, text: source, at };
    case 'string_literal':
    case 'concatenated_string':
      return { kind: 'string', text: source, at };
    case 'parenthesized_expression': {
      const inner = named[0];
      if (inner?.type === 'compound_statement') return { kind: 'block', body: context.block(inner), at };
      return lower(inner);
    }
    case 'cast_expression':
      return lower(named.at(-1));
    case 'field_expression': {
      const base = lower(named[0]);
      const field = named.at(-1);
      const name = field ? context.text.slice(field.start, field.end) : '';
      const arrow = node.children.find((child) => !child.named)?.type ?? '->';
      if (base.kind === 'path') return { kind: 'path', path: `${paren(base.path)}${arrow}${name}`, at };
      if (base.kind === 'address') return { kind: 'path', path: `${base.path}.${name}`, at };
      return other('field', [base], source, at);
    }
    case 'subscript_expression': {
      const base = lower(named[0]);
      const index = named[1];
      const text = index ? context.text.slice(index.start, index.end).replace(/\s+/g, '') : '';
      const path = base.kind === 'path' ? `${paren(base.path)}[${text}]` : undefined;
      if (path !== undefined && index?.type !== 'call_expression') return { kind: 'path', path, at };
      return other('subscript', [base, lower(index)], source, at);
    }
    case 'pointer_expression': {
      const arg = lower(named[0]);
      const isAddress = node.children[0]?.type === '&';
      if (isAddress) {
        if (arg.kind === 'path') return { kind: 'address', path: arg.path, at };
        return { kind: 'unary', op: '&', arg, at };
      }
      if (arg.kind === 'path') return { kind: 'path', path: `*${arg.path}`, at };
      if (arg.kind === 'address') return { kind: 'path', path: arg.path, at };
      return { kind: 'unary', op: '*', arg, at };
    }
    case 'call_expression':
      return lowerCall(named, context, at, source);
    case 'assignment_expression': {
      const op = node.children.find((child) => !child.named)?.type ?? '=';
      return { kind: 'assign', op, left: lower(named[0]), right: lower(named[1]), at };
    }
    case 'update_expression': {
      const op = node.children.some((child) => child.type === '--') ? '--' : '++';
      return { kind: 'update', op, arg: lower(named[0]), at };
    }
    case 'unary_expression':
      return { kind: 'unary', op: node.children[0]?.type ?? '!', arg: lower(named[0]), at };
    case 'binary_expression': {
      const op = node.children.find((child) => !child.named)?.type ?? '+';
      return { kind: 'binary', op, left: lower(named[0]), right: lower(named[1]), at };
    }
    case 'conditional_expression': {
      const cond = lower(named[0]);
      if (named.length < 3) return { kind: 'ternary', cond, then: cond, else: lower(named[1]), at };
      return { kind: 'ternary', cond, then: lower(named[1]), else: lower(named[2]), at };
    }
    case 'compound_statement':
      return { kind: 'block', body: context.block(node), at };
    case 'sizeof_expression':
    case 'alignof_expression':
    case 'offsetof_expression':
    case 'gnu_asm_expression':
    case 'type_descriptor':
      return other(node.type, [], source, at);
    case 'initializer_pair':
      return other('pair', [lower(named.at(-1))], source, at);
    default:
      return other(node.type, named.map(lower), source, at);
  }
}

function lowerCall(named: readonly Node[], context: Context, at: number, source: string): Expr {
  const head = named[0];
  const list = named.find((child) => child.type === 'argument_list');
  const args = (list?.children ?? [])
    .filter((child) => child.named && child.type !== 'ERROR')
    .map((child) => lowerExpr(child, context));
  if (!head) return other('call', args, source, at);
  const callee = lowerExpr(head, context);
  if (callee.kind === 'path') {
    if (LITERAL_MACROS.test(callee.path) && args.length >= 1) return args[0]!;
    return { kind: 'call', callee: callee.path.replace(/^\*+/, ''), args, at };
  }
  if (callee.kind === 'call') return { kind: 'call', callee: callee.callee, args: [...callee.args, ...args], at };
  return other('call', [callee, ...args], source, at);
}

function other(what: string, parts: readonly Expr[], text: string, at: number): Expr {
  return { kind: 'other', what, parts, text, at };
}

function paren(path: string): string {
  return path.startsWith('*') ? `(${path})` : path;
}

function numberOf(text: string): number {
  const value = Number(text.replace(/[uUlL]+$/, ''));
  return Number.isNaN(value) ? 1 : value;
}

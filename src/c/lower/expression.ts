import { binary } from './compared.js';
import type { Expr } from '../../types.js';
import type { Node } from '../node.js';
import type { Context } from './context.js';
import { callOf, numberOf } from './plain.js';

/** Lowers an expression; what it does not know becomes `other` with the parts that it could read. */
export function lowerExpr(node: Node, context: Context): Expr {
  if (node.plain) return node.plain;
  const at = context.at(node.start);
  const named = node.children;
  const lower = (child: Node | undefined): Expr => (child ? lowerExpr(child, context) : other('missing', [], '', at));
  switch (node.type) {
    case 'identifier':
    case 'field_identifier':
    case 'null':
    case 'true':
    case 'false':
      return { kind: 'path', path: textOf(node, context), at };
    case 'number_literal':
      return { kind: 'number', value: numberOf(textOf(node, context)), text: textOf(node, context), at };
    case 'char_literal':
      return { kind: 'number', value: 1, text: textOf(node, context), at };
    case 'string_literal':
    case 'concatenated_string':
      return { kind: 'string', text: textOf(node, context), at };
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
      if (base.kind === 'path') return { kind: 'path', path: `${paren(base.path)}${node.op || '->'}${name}`, at };
      if (base.kind === 'address') return { kind: 'path', path: `${base.path}.${name}`, at };
      return other('field', [base], textOf(node, context), at);
    }
    case 'subscript_expression': {
      const base = lower(named[0]);
      const index = named[1];
      const text = index ? context.text.slice(index.start, index.end).replace(/\s+/g, '') : '';
      const path = base.kind === 'path' ? `${paren(base.path)}[${text}]` : undefined;
      if (path !== undefined && index?.type !== 'call_expression') return { kind: 'path', path, at };
      return other('subscript', [base, lower(index)], textOf(node, context), at);
    }
    case 'pointer_expression': {
      const arg = lower(named[0]);
      const isAddress = node.op === '&';
      if (isAddress) {
        if (arg.kind === 'path') return { kind: 'address', path: arg.path, at };
        return { kind: 'unary', op: '&', arg, at };
      }
      if (arg.kind === 'path') return { kind: 'path', path: `*${arg.path}`, at };
      if (arg.kind === 'address') return { kind: 'path', path: arg.path, at };
      return { kind: 'unary', op: '*', arg, at };
    }
    case 'call_expression':
      return lowerCall(node, context, at);
    case 'assignment_expression':
      return { kind: 'assign', op: node.op || '=', left: lower(named[0]), right: lower(named[1]), at };
    case 'update_expression':
      return { kind: 'update', op: node.op === '--' ? '--' : '++', arg: lower(named[0]), at };
    case 'unary_expression':
      return { kind: 'unary', op: node.op || '!', arg: lower(named[0]), at };
    case 'binary_expression':
      return binary(node.op || '+', lower(named[0]), lower(named[1]), at);
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
      return other(node.type, [], textOf(node, context), at);
    case 'initializer_pair':
      return other('pair', [lower(named.at(-1))], textOf(node, context), at);
    default:
      return other(node.type, named.map(lower), textOf(node, context), at);
  }
}

function lowerCall(node: Node, context: Context, at: number): Expr {
  const head = node.children[0];
  const list = node.children.find((child) => child.type === 'argument_list');
  const args = (list?.children ?? [])
    .filter((child) => child.type !== 'ERROR')
    .map((child) => lowerExpr(child, context));
  if (!head) return other('call', args, textOf(node, context), at);
  const callee = lowerExpr(head, context);
  if (callee.kind === 'path') {
    return callOf(callee.path.replace(/^\*+/, ''), args, at);
  }
  if (callee.kind === 'call') return { kind: 'call', callee: callee.callee, args: [...callee.args, ...args], at };
  return other('call', [callee, ...args], textOf(node, context), at);
}

function textOf(node: Node, context: Context): string {
  return context.text.slice(node.start, node.end);
}

function other(what: string, parts: readonly Expr[], text: string, at: number): Expr {
  return { kind: 'other', what, parts, text, at };
}

function paren(path: string): string {
  return path.startsWith('*') ? `(${path})` : path;
}

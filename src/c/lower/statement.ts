import type { Expr, Loop, Stmt } from '../../types.js';
import { hasError, type Node } from '../node.js';
import { GAP, type Context } from './context.js';
import { lowerDeclaration } from './declaration.js';
import { lowerExpr } from './expression.js';

/**
 * Lowers one statement; a declaration of several names gives several, as does a label with its statement. A statement that was read in part
 * is followed by a gap.
 */
export function lowerStmt(node: Node, context: Context): readonly Stmt[] {
  const stmts = lowerRead(node, context);
  if (!context.hasErrors || node.type === 'ERROR' || COMPOUND.has(node.type) || !hasError(node)) return stmts;
  return [...stmts, { kind: 'gap', reason: 'unread', at: context.at(node.start) }];
}

/** Statements whose parts are statements, which tell by themselves what was not read. */
const COMPOUND = new Set([
  'compound_statement',
  'if_statement',
  'while_statement',
  'do_statement',
  'for_statement',
  'switch_statement',
  'case_statement',
  'labeled_statement',
  'attributed_statement',
]);

function lowerRead(node: Node, context: Context): readonly Stmt[] {
  const at = context.at(node.start);
  const { children } = node;
  const first = children[0];
  switch (node.type) {
    case 'expression_statement':
      context.read?.(node.start, node.end);
      if (node.plain)
        return isGap(node.plain) ? [{ kind: 'gap', reason: 'hunk', at }] : [{ kind: 'expr', expr: node.plain, at }];
      return first ? lowerExpressionStatement(first, context, at) : [];
    case 'declaration':
      context.read?.(node.start, node.end);
      return lowerDeclaration(node, context);
    case 'compound_statement':
      context.read?.(node.start, node.start + 1);
      context.read?.(node.end - 1, node.end);
      return [{ kind: 'block', body: context.block(node), at }];
    case 'if_statement':
      return [lowerIf(node, context, at)];
    case 'while_statement':
      return [lowerWhile(node, context, at)];
    case 'do_statement': {
      const cond = children[1];
      context.read?.(node.start, node.start + 2);
      context.read?.(first?.end ?? node.start, node.end);
      const body = bodyOf(first, context);
      return [{ ...LOOP, form: 'do', cond: cond && lowerExpr(cond, context), body, at }];
    }
    case 'for_statement':
      return [lowerFor(node, context, at)];
    case 'switch_statement': {
      const inner = children[1];
      context.read?.(node.start, inner ? inner.start + 1 : node.end);
      const body = inner?.type === 'compound_statement' ? context.block(inner) : bodyOf(inner, context);
      if (inner) context.read?.(inner.end - 1, inner.end);
      return [{ kind: 'switch', value: lowerExpr(first!, context), body, at }];
    }
    case 'case_statement': {
      const rest = node.op === 'default' ? children : children.slice(1);
      context.read?.(node.start, rest[0]?.start ?? node.end);
      const values = node.op === 'default' || !first ? [] : [lowerExpr(first, context)];
      return [{ kind: 'case', values, at }, ...rest.flatMap((child) => lowerStmt(child, context))];
    }
    case 'return_statement':
      context.read?.(node.start, node.end);
      return [{ kind: 'return', value: node.plain ?? (isThere(first) ? lowerExpr(first, context) : undefined), at }];
    case 'goto_statement':
      context.read?.(node.start, node.end);
      return [{ kind: 'goto', label: labelOf(context.text.slice(node.start, node.end)), at }];
    case 'labeled_statement': {
      context.read?.(node.start, children[1]?.start ?? node.end);
      const name = context.text.slice(first!.start, first!.end);
      return [{ kind: 'label', name, at }, ...children.slice(1).flatMap((child) => lowerStmt(child, context))];
    }
    case 'break_statement':
      context.read?.(node.start, node.end);
      return [{ kind: 'break', at }];
    case 'continue_statement':
      context.read?.(node.start, node.end);
      return [{ kind: 'continue', at }];
    case 'attributed_statement':
      return children.flatMap((child) => (child.type.endsWith('statement') ? lowerStmt(child, context) : []));
    case 'ERROR':
      return [{ kind: 'gap', reason: 'unread', at }];
    case 'type_definition':
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      context.read?.(node.start, node.end);
      return [];
    case 'function_definition':
      return [{ kind: 'gap', reason: 'unread', at }];
    case 'MISSING':
      return [];
    default:
      context.read?.(node.start, node.end);
      return [{ kind: 'expr', expr: lowerExpr(node, context), at }];
  }
}

const LOOP = { kind: 'loop', macro: undefined, args: [], init: [], cond: undefined, step: undefined } as const;

function isThere(node: Node | undefined): node is Node {
  return node !== undefined && node.type !== 'MISSING';
}

function lowerExpressionStatement(one: Node, context: Context, at: number): readonly Stmt[] {
  if (one.type === 'MISSING') return [];
  if (one.type === 'comma_expression')
    return flattenComma(one).map((part) => ({
      kind: 'expr',
      expr: lowerExpr(part, context),
      at: context.at(part.start),
    }));
  const expr = lowerExpr(one, context);
  return isGap(expr) ? [{ kind: 'gap', reason: 'hunk', at }] : [{ kind: 'expr', expr, at }];
}

function isGap(expr: Expr): boolean {
  return expr.kind === 'path' && expr.path === GAP;
}

/** The label of `goto label;`, or the path of a computed one. */
function labelOf(text: string): string {
  return text.replace(/^goto\b|;$/g, '').trim();
}

function bodyOf(node: Node | undefined, context: Context): readonly Stmt[] {
  if (!node) return [];
  const stmts = lowerStmt(node, context);
  const only = stmts[0];
  return stmts.length === 1 && only?.kind === 'block' ? only.body : stmts;
}

function lowerIf(node: Node, context: Context, at: number): Stmt {
  const [cond, then, otherwise] = node.children;
  const alternative = otherwise?.type === 'else_clause' ? otherwise : undefined;
  context.read?.(node.start, cond!.end);
  if (alternative) context.read?.(alternative.start, alternative.start + 4);
  return {
    kind: 'if',
    cond: lowerExpr(cond!, context),
    then: bodyOf(then, context),
    else: bodyOf(alternative?.children[0], context),
    at,
  };
}

function lowerWhile(node: Node, context: Context, at: number): Stmt {
  const head = context.heads.get(node.start);
  const cond = node.children[0]!;
  context.read?.(node.start, cond.end);
  const body = bodyOf(node.children[1], context);
  if (!head) return { ...LOOP, form: 'while', cond: lowerExpr(cond, context), body, at };
  const args = argsOf(cond, context);
  if (head.kind === 'scoped') return { kind: 'scoped', guard: head.name, args, body, at };
  return { ...LOOP, form: 'each', macro: head.name, args, body, at };
}

/** The arguments of an iteration or block macro, which read as a condition. */
function argsOf(cond: Node, context: Context): readonly Expr[] {
  if (cond.plain) return [cond.plain];
  const inner = cond.children[0];
  return inner ? flattenComma(inner).map((child) => lowerExpr(child, context)) : [];
}

function flattenComma(node: Node): readonly Node[] {
  if (node.type !== 'comma_expression') return [node];
  return node.children.flatMap(flattenComma);
}

/** A declaration in the head ends with its own semicolon. */
function lowerFor(node: Node, context: Context, at: number): Loop {
  const close = node.children.findIndex((child) => child.type === ')');
  const slots: Node[][] = [[], [], []];
  let slot = 0;
  for (const child of node.children.slice(0, close)) {
    if (child.type === ';') slot = Math.min(slot + 1, 2);
    else {
      slots[slot]!.push(child);
      if (child.type === 'declaration') slot = 1;
    }
  }
  context.read?.(node.start, node.children[close + 1]?.start ?? node.end);
  const init = slots[0]!.flatMap((child) =>
    child.type === 'declaration'
      ? lowerDeclaration(child, context)
      : flattenComma(child).map((part): Stmt => ({ kind: 'expr', expr: lowerExpr(part, context), at })),
  );
  const cond = slots[1]![0];
  const step = slots[2]![0];
  return {
    ...LOOP,
    form: 'for',
    init,
    cond: cond && lowerExpr(cond, context),
    step: step && lowerExpr(step, context),
    body: bodyOf(node.children[close + 1], context),
    at,
  };
}

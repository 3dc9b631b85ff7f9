import type { Declare, Stmt } from '../../types.js';
import type { Node } from '../parse.js';
import type { Region } from '../dialect/conditionals.js';
import type { Rewritten } from '../dialect/rewrite.js';
import { lowerExpr, GAP, type Context } from './expression.js';

/** Lowers the children of a block, grouping those that stand in the branches of a conditional group. */
export function lowerBlock(node: Node, context: Context, rewritten: Rewritten): readonly Stmt[] {
  const children = node.children.filter((child) => child.named);
  return grouped(children, context, rewritten, node.start, node.end);
}

function grouped(
  children: readonly Node[],
  context: Context,
  rewritten: Rewritten,
  from: number,
  to: number,
): readonly Stmt[] {
  const out: Stmt[] = [];
  let i = 0;
  while (i < children.length) {
    const child = children[i]!;
    const region = regionAt(rewritten.regions, child, from, to);
    if (!region) {
      out.push(...lowerStmt(child, context, rewritten));
      i++;
      continue;
    }
    const last = region.branches.at(-1)![1];
    let count = 0;
    while (i + count < children.length && children[i + count]!.start < last) count++;
    const inside = children.slice(i, i + count);
    const branches = region.branches.map(([start, end]) =>
      grouped(
        inside.filter((one) => one.start >= start && one.start < end),
        context,
        rewritten,
        start,
        end,
      ),
    );
    if (branches.length === 1) branches.push([]);
    out.push({ kind: 'either', branches, at: context.at(child.start) });
    i += count;
  }
  return out;
}

/** The outermost region inside `from…to` that holds the node. */
function regionAt(regions: readonly Region[], node: Node, from: number, to: number): Region | undefined {
  let best: Region | undefined;
  for (const region of regions) {
    const start = region.branches[0]![0];
    const end = region.branches.at(-1)![1];
    if (start <= from || end >= to || node.start < start || node.end > end) continue;
    if (!best || start < best.branches[0]![0]) best = region;
  }
  return best;
}

/** Lowers one statement; a declaration of several names gives several. */
export function lowerStmt(node: Node, context: Context, rewritten: Rewritten): readonly Stmt[] {
  const at = context.at(node.start);
  const named = node.children.filter((child) => child.named);
  const expr = (child: Node): ReturnType<typeof lowerExpr> => lowerExpr(child, context);
  const body = (child: Node | undefined): readonly Stmt[] =>
    child ? unwrap(lowerStmt(child, context, rewritten)) : [];
  switch (node.type) {
    case 'expression_statement': {
      const one = named[0];
      if (!one || one.type === 'MISSING') return [];
      if (context.text.slice(one.start, one.end) === GAP) return [{ kind: 'gap', reason: 'hunk', at }];
      if (one.type === 'comma_expression')
        return flattenComma(one).map((part) => ({ kind: 'expr', expr: expr(part), at: context.at(part.start) }));
      return [{ kind: 'expr', expr: expr(one), at }];
    }
    case 'declaration':
      return lowerDeclaration(node, context, rewritten);
    case 'compound_statement':
      return [{ kind: 'block', body: lowerBlock(node, context, rewritten), at }];
    case 'if_statement': {
      const otherwise = named.find((child) => child.type === 'else_clause');
      const parts = named.filter((child) => child !== otherwise);
      const alternative = otherwise?.children.find((child) => child.named);
      return [{ kind: 'if', cond: expr(parts[0]!), then: body(parts[1]), else: body(alternative), at }];
    }
    case 'while_statement': {
      const head = rewritten.heads.get(node.start);
      const cond = named[0]!;
      if (!head)
        return [
          {
            kind: 'loop',
            form: 'while',
            macro: undefined,
            args: [],
            init: [],
            cond: expr(cond),
            step: undefined,
            body: body(named[1]),
            at,
          },
        ];
      const inner = cond.children.find((child) => child.named);
      const args = inner ? flattenComma(inner).map(expr) : [];
      if (head.kind === 'scoped') return [{ kind: 'scoped', guard: head.name, args, body: body(named[1]), at }];
      return [
        {
          kind: 'loop',
          form: 'each',
          macro: head.name,
          args,
          init: [],
          cond: undefined,
          step: undefined,
          body: body(named[1]),
          at,
        },
      ];
    }
    case 'do_statement':
      return [
        {
          kind: 'loop',
          form: 'do',
          macro: undefined,
          args: [],
          init: [],
          cond: named[1] ? expr(named[1]) : undefined,
          step: undefined,
          body: body(named[0]),
          at,
        },
      ];
    case 'for_statement':
      return [lowerFor(node, context, rewritten)];
    case 'switch_statement': {
      const inner = named[1];
      const stmts = inner?.type === 'compound_statement' ? lowerBlock(inner, context, rewritten) : body(inner);
      return [{ kind: 'switch', value: expr(named[0]!), body: stmts, at }];
    }
    case 'case_statement': {
      const isDefault = node.children[0]?.type === 'default';
      const rest = isDefault ? named : named.slice(1);
      const values = isDefault || !named[0] ? [] : [expr(named[0])];
      return [{ kind: 'case', values, at }, ...rest.flatMap((child) => lowerStmt(child, context, rewritten))];
    }
    case 'return_statement':
      return [{ kind: 'return', value: named[0] && named[0].type !== 'MISSING' ? expr(named[0]) : undefined, at }];
    case 'goto_statement':
      return [{ kind: 'goto', label: named[0] ? context.text.slice(named[0].start, named[0].end) : '', at }];
    case 'labeled_statement': {
      const label = named[0]!;
      const rest = named.slice(1).flatMap((child) => lowerStmt(child, context, rewritten));
      return [{ kind: 'label', name: context.text.slice(label.start, label.end), at }, ...rest];
    }
    case 'break_statement':
      return [{ kind: 'break', at }];
    case 'continue_statement':
      return [{ kind: 'continue', at }];
    case 'ERROR':
      return [{ kind: 'gap', reason: 'unread', at }];
    case 'function_definition':
    case 'type_definition':
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
    case 'attributed_statement':
    case 'MISSING':
      return [];
    default:
      return [{ kind: 'expr', expr: expr(node), at }];
  }
}

function unwrap(stmts: readonly Stmt[]): readonly Stmt[] {
  const only = stmts[0];
  return stmts.length === 1 && only?.kind === 'block' ? only.body : stmts;
}

function flattenComma(node: Node): readonly Node[] {
  if (node.type !== 'comma_expression') return [node];
  return node.children.filter((child) => child.named).flatMap(flattenComma);
}

function lowerFor(node: Node, context: Context, rewritten: Rewritten): Stmt {
  const at = context.at(node.start);
  const open = node.children.findIndex((child) => child.type === '(');
  const close = node.children.findIndex((child) => child.type === ')');
  const slots: Node[][] = [[], [], []];
  let slot = 0;
  for (const child of node.children.slice(open + 1, close)) {
    if (child.type === ';') slot = Math.min(slot + 1, 2);
    else if (child.type === 'declaration') {
      slots[0]!.push(child);
      slot = 1;
    } else if (child.named) slots[slot]!.push(child);
  }
  const init = slots[0]!.flatMap((child) =>
    child.type === 'declaration'
      ? lowerDeclaration(child, context, rewritten)
      : flattenComma(child).map((part): Stmt => ({ kind: 'expr', expr: lowerExpr(part, context), at })),
  );
  const cond = slots[1]![0];
  const step = slots[2]![0];
  const inner = node.children.slice(close + 1).find((child) => child.named);
  return {
    kind: 'loop',
    form: 'for',
    macro: undefined,
    args: [],
    init,
    cond: cond ? lowerExpr(cond, context) : undefined,
    step: step ? lowerExpr(step, context) : undefined,
    body: inner ? unwrap(lowerStmt(inner, context, rewritten)) : [],
    at,
  };
}

const DECLARATORS = new Set([
  'identifier',
  'pointer_declarator',
  'array_declarator',
  'init_declarator',
  'parenthesized_declarator',
  'attributed_declarator',
]);

function lowerDeclaration(node: Node, context: Context, rewritten: Rewritten): readonly Stmt[] {
  const named = node.children.filter((child) => child.named);
  const declarators = named.filter((child) => DECLARATORS.has(child.type));
  const first = declarators[0];
  if (!first) return [];
  const type = context.text.slice(node.start, first.start).replace(/\s+/g, ' ').trim();
  if (named.some((child) => child.type === 'ERROR') && declarators.length === 1) {
    return [{ kind: 'gap', reason: 'unread', at: context.at(node.start) }];
  }
  return declarators.map((declarator): Declare => {
    const isInit = declarator.type === 'init_declarator';
    const inner = isInit ? declarator.children.find((child) => child.named)! : declarator;
    const value = isInit ? declarator.children.filter((child) => child.named).at(-1) : undefined;
    const { name, stars } = nameOf(inner, context);
    const until = value && value !== inner ? value.start : node.end;
    const cleanup = rewritten.cleanups.find((one) => one.at >= inner.start && one.at < until);
    return {
      kind: 'declare',
      name,
      type: stars ? `${type} ${stars}` : type,
      cleanup: cleanup?.name,
      isStatic: named.some(
        (child) => child.type === 'storage_class_specifier' && context.text.startsWith('static', child.start),
      ),
      init: value && value !== inner ? lowerExpr(value, context) : undefined,
      at: context.at(inner.start),
    };
  });
}

/** The declared name inside a declarator, and the stars in front of it. */
export function nameOf(
  node: Node,
  context: { readonly text: string },
): { readonly name: string; readonly stars: string } {
  if (node.type === 'identifier' || node.type === 'field_identifier')
    return { name: context.text.slice(node.start, node.end), stars: '' };
  const named = node.children.filter(
    (child) => child.named && child.type !== 'type_qualifier' && child.type !== 'ms_pointer_modifier',
  );
  const inner = node.type === 'pointer_declarator' ? named.at(-1) : named[0];
  if (!inner) return { name: '', stars: '' };
  const below = nameOf(inner, context);
  const own = node.type === 'pointer_declarator' ? '*' : node.type === 'array_declarator' ? '[]' : '';
  return { name: below.name, stars: own + below.stars };
}

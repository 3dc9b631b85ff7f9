import type { CFile, CFunction, FileMacro, OpsStruct, Param, Stmt } from '../../types.js';
import { rewriteDialect, type Rewritten } from '../dialect/rewrite.js';
import { parseC, type Node } from '../parse.js';
import { lowerExpr, type Context } from './expression.js';
import { lowerBlock, nameOf } from './statement.js';

/** What the text was built from; told per function by the offset of its body. */
export interface Origin {
  /** Index into `SourceFile.lines` of an offset, -1 for supplied text. */
  at(offset: number): number;
  /** Whether the head of the function at this offset was seen, and whether all of it was. */
  shown(start: number, end: number): { readonly hasHead: boolean; readonly complete: boolean };
}

/** Reads text as a file: dialect, syntax, lowering. Never throws. */
export function lowerFile(path: string, text: string, origin: Origin): CFile {
  const rewritten = rewriteDialect(text);
  const root = parseC(rewritten.text);
  const context: Context = {
    text: rewritten.text,
    at: (offset) => origin.at(offset),
    block: (node): readonly Stmt[] => lowerBlock(node, context, rewritten),
  };
  const functions: CFunction[] = [];
  const ops: OpsStruct[] = [];
  const unread: CFile['unread'][number][] = [];
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'function_definition': {
        const fn = lowerFunction(node, context, rewritten, origin);
        if (fn) functions.push(fn);
        return;
      }
      case 'declaration': {
        ops.push(...opsOf(node, context));
        return;
      }
      case 'ERROR':
        unread.push({
          at: origin.at(node.start),
          end: origin.at(Math.max(node.start, node.end - 1)),
          reason: 'not read as C',
        });
        node.children.forEach(visit);
        return;
      default:
        if (
          node.type === 'translation_unit' ||
          node.type.startsWith('preproc') ||
          node.type === 'linkage_specification'
        )
          node.children.forEach(visit);
    }
  };
  visit(root);
  const macros: FileMacro[] = rewritten.macros.map((macro) => ({ ...macro, at: origin.at(macro.at) }));
  return { path, functions, ops, macros, unread };
}

function lowerFunction(node: Node, context: Context, rewritten: Rewritten, origin: Origin): CFunction | undefined {
  const named = node.children.filter((child) => child.named);
  const body = named.at(-1);
  if (body?.type !== 'compound_statement') return undefined;
  const declarator = named.find((child) => child.type.endsWith('declarator'));
  const head = declarator && functionDeclarator(declarator);
  if (!head) return undefined;
  const { name } = nameOf(
    head.children.find((child) => child.named)!,
    context,
  );
  const before = context.text.slice(node.start, head.start).replace(/\s+/g, ' ').trim();
  const list = head.children.find((child) => child.type === 'parameter_list');
  const shown = origin.shown(node.start, node.end);
  return {
    name,
    returns: before.replace(/\b(static|inline|extern|__inline)\b/g, '').trim(),
    isStatic: /\bstatic\b/.test(before),
    annotations: rewritten.annotations
      .filter((one) => one.at >= node.start && one.at < body.start)
      .map((one) => one.name),
    params: (list?.children ?? []).flatMap((child) => paramOf(child, context)),
    hasHead: shown.hasHead,
    complete: shown.complete,
    at: context.at(head.start),
    end: lastLine(context, node),
    body: lowerBlock(body, context, rewritten),
  };
}

/** The closing brace, or the last line that was not supplied. */
function lastLine(context: Context, node: Node): number {
  for (let offset = node.end - 1; offset > node.start; offset--) {
    const at = context.at(offset);
    if (at >= 0) return at;
    offset = Math.max(node.start, context.text.lastIndexOf('\n', offset - 1) + 1);
  }
  return -1;
}

function functionDeclarator(node: Node): Node | undefined {
  if (node.type === 'function_declarator') return node;
  for (const child of node.children) {
    const found = child.named ? functionDeclarator(child) : undefined;
    if (found) return found;
  }
  return undefined;
}

function paramOf(node: Node, context: Context): readonly Param[] {
  if (node.type !== 'parameter_declaration') return [];
  const declarator = node.children.find(
    (child) => child.named && (child.type === 'identifier' || child.type.endsWith('declarator')),
  );
  const text = context.text.slice(node.start, node.end).replace(/\s+/g, ' ').trim();
  if (!declarator) return text === 'void' ? [] : [{ name: '', type: text }];
  const name = paramName(declarator, context);
  const type = context.text.slice(node.start, declarator.start).replace(/\s+/g, ' ').trim();
  const stars = context.text.slice(declarator.start, declarator.end).replace(/[^*]/g, '');
  return [{ name, type: stars ? `${type} ${stars}` : type }];
}

function paramName(node: Node, context: Context): string {
  if (node.type === 'function_declarator') {
    const inner = node.children.find((child) => child.named);
    return inner ? paramName(inner, context) : '';
  }
  return nameOf(node, context).name;
}

function opsOf(node: Node, context: Context): readonly OpsStruct[] {
  const type = node.children.find((child) => child.type === 'struct_specifier' || child.type === 'type_identifier');
  if (!type) return [];
  const tag = context.text
    .slice(type.start, type.end)
    .replace(/^struct\s+/, '')
    .trim();
  return node.children.flatMap((child) => {
    if (child.type !== 'init_declarator') return [];
    const named = child.children.filter((one) => one.named);
    const list = named.at(-1);
    if (list?.type !== 'initializer_list') return [];
    const fields = list.children.flatMap((pair) => {
      if (pair.type !== 'initializer_pair') return [];
      const designator = pair.children.find((one) => one.type === 'field_designator');
      const value = pair.children.filter((one) => one.named).at(-1);
      if (!designator || !value) return [];
      const lowered = lowerExpr(value, context);
      const inner = lowered.kind === 'call' && lowered.args.length === 1 ? lowered.args[0]! : lowered;
      const name = inner.kind === 'path' || inner.kind === 'address' ? inner.path : undefined;
      if (name === undefined || !/^\w+$/.test(name)) return [];
      return [
        {
          field: context.text.slice(designator.start + 1, designator.end).trim(),
          value: name,
          at: context.at(pair.start),
        },
      ];
    });
    return [{ type: tag, name: nameOf(named[0]!, context).name, at: context.at(child.start), fields }];
  });
}

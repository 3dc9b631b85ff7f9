import type { CFile, CFunction, FileMacro, OpsStruct, Param, Stmt } from '../../types.js';
import { rewriteDialect } from '../dialect/rewrite.js';
import type { Rewritten } from '../dialect/rewritten.js';
import { hasError, type Node } from '../node.js';
import { parseC } from '../parse.js';
import { lowerBlock } from './block.js';
import { within, type Context, type ReadHook } from './context.js';
import { lowerDeclaration, nameOf, squash } from './declaration.js';
import { readPlain } from './plain.js';

/** What the text was built from; told per function by the offset of its body. */
export interface Origin {
  /** Index into `SourceFile.lines` of an offset, -1 for supplied text. */
  at(offset: number): number;
  /** Whether the head of the function at this offset was seen, and whether all of it was. */
  shown(start: number, end: number): { readonly hasHead: boolean; readonly complete: boolean };
  /** For measuring: what was read, and the text as it was parsed. */
  readonly trace?: Trace | undefined;
}

/** What a measurement wants to know of a reading, by offsets. */
export interface Trace {
  readonly read: ReadHook;
  /** Could not be parsed. */
  readonly unread: ReadHook;
  readonly rewritten: (rewritten: Rewritten) => void;
}

/** Reads text as a file: dialect, syntax, lowering. Never throws. */
export function lowerFile(path: string, text: string, origin: Origin): CFile {
  const rewritten = rewriteDialect(text);
  const at = (offset: number): number => origin.at(offset);
  const { trace } = origin;
  trace?.rewritten(rewritten);
  const root = parseC(rewritten.text, (start, end) => readPlain(rewritten.text, start, end, at), rewritten.ends);
  const hasErrors = hasError(root);
  const context: Context = {
    text: rewritten.text,
    heads: rewritten.heads,
    cleanups: rewritten.cleanups,
    regions: [],
    at,
    block: (node) => lowerBlock(node, context),
    read: origin.trace?.read,
    hasErrors,
  };
  const functions: CFunction[] = [];
  const unread: CFile['unread'][number][] = [];
  const skip = (node: Node): void => {
    trace?.unread(node.start, node.end);
    unread.push({ at: at(node.start), end: at(Math.max(node.start, node.end - 1)), reason: 'not read as C' });
  };
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'function_definition': {
        const fn = lowerFunction(node, context, rewritten, origin);
        if (fn) trace?.read(node.start, node.children.at(-1)!.start + 1);
        trace?.read(node.end - 1, node.end);
        if (fn) functions.push(fn);
        if (hasErrors) errorsOf(node).forEach(skip);
        return;
      }
      case 'ERROR':
        skip(node);
        for (const child of node.children)
          if (child.type === 'function_definition' || child.type === 'ERROR') visit(child);
        return;
      case 'translation_unit':
      case 'linkage_specification':
        node.children.forEach(visit);
        return;
      default:
        trace?.read(node.start, node.end + 1);
        if (hasErrors) errorsOf(node).forEach(skip);
    }
  };
  visit(root);
  const macros: FileMacro[] = rewritten.macros.map((macro) => ({ ...macro, at: at(macro.at) }));
  const ops: OpsStruct[] = rewritten.ops.map((one) => ({
    ...one,
    at: at(one.at),
    fields: one.fields.map((field) => ({ ...field, at: at(field.at) })),
  }));
  return { path, functions, ops, macros, unread };
}

/** The outermost nodes that could not be parsed. */
function errorsOf(node: Node): readonly Node[] {
  if (node.type === 'ERROR' || node.type === 'MISSING') return [node];
  return node.children.flatMap(errorsOf);
}

function lowerFunction(node: Node, shared: Context, rewritten: Rewritten, origin: Origin): CFunction | undefined {
  const body = node.children.at(-1);
  if (body?.type !== 'compound_statement') return undefined;
  const declarator = node.children.find((child) => child.type.endsWith('declarator'));
  const head = declarator && functionDeclarator(declarator);
  if (!head) return undefined;
  const regions = rewritten.regions.filter((region) => {
    const start = region.branches[0]![0];
    return start > body.start && start < body.end;
  });
  const context = { ...shared, regions, block: (inner: Node) => lowerBlock(inner, context) };
  const { name } = nameOf(head.children[0]!, context);
  const before = squash(context.text.slice(node.start, head.start));
  const list = head.children.find((child) => child.type === 'parameter_list');
  // The old style: names in the list, their types between head and body.
  const declared = node.children
    .filter((child) => child.type === 'declaration' && child.start >= head.end)
    .flatMap((child) => lowerDeclaration(child, context));
  const shown = origin.shown(node.start, node.end);
  return {
    name,
    returns: before.replace(/\b(static|inline|extern|__inline)\b/g, '').trim(),
    isStatic: /\bstatic\b/.test(before),
    annotations: within(rewritten.annotations, node.start, body.start).map((one) => one.name),
    params: (list?.children ?? []).flatMap((child) => paramOf(child, context, declared)),
    hasHead: shown.hasHead,
    complete: shown.complete,
    at: context.at(head.start),
    end: lastLine(context, node),
    body: lowerBlock(body, context),
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
    const found = functionDeclarator(child);
    if (found) return found;
  }
  return undefined;
}

function paramOf(node: Node, context: Context, declared: readonly Stmt[]): readonly Param[] {
  if (node.type === 'identifier') {
    const name = context.text.slice(node.start, node.end);
    const own = declared.find((stmt) => stmt.kind === 'declare' && stmt.name === name);
    return [{ name, type: own?.kind === 'declare' ? own.type : 'int' }];
  }
  if (node.type !== 'parameter_declaration') return [];
  const text = squash(context.text.slice(node.start, node.end));
  if (node.children.length === 0) {
    const [, type, name] = /^(.*[\s*])(\w+)$/.exec(text) ?? [];
    if (type !== undefined && name !== undefined && !/^(?:const )*(?:struct|union|enum) $/.test(type))
      return [{ name, type: type.trim() }];
    return text === 'void' ? [] : [{ name: '', type: text }];
  }
  const declarator = node.children.find((child) => child.type === 'identifier' || child.type.endsWith('declarator'));
  if (!declarator) return [{ name: '', type: text }];
  const type = squash(context.text.slice(node.start, declarator.start));
  const stars = context.text.slice(declarator.start, declarator.end).replace(/[^*]/g, '');
  return [{ name: paramName(declarator, context), type: stars ? `${type} ${stars}` : type }];
}

function paramName(node: Node, context: Context): string {
  if (node.type === 'function_declarator') {
    const inner = node.children[0];
    return inner ? paramName(inner, context) : '';
  }
  return nameOf(node, context).name;
}

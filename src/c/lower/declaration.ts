import type { Declare, Stmt } from '../../types.js';
import type { Node } from '../node.js';
import { within, type Context } from './context.js';
import { lowerExpr } from './expression.js';

const DECLARATORS = new Set([
  'identifier',
  'pointer_declarator',
  'array_declarator',
  'init_declarator',
  'parenthesized_declarator',
  'attributed_declarator',
]);

/** Lowers a declaration: one statement a name. */
export function lowerDeclaration(node: Node, context: Context): readonly Stmt[] {
  const declarators = node.children.filter((child) => DECLARATORS.has(child.type));
  const first = declarators[0];
  if (!first) return [];
  const type = squash(context.text.slice(node.start, first.start));
  const isStatic = node.children.some(
    (child) => child.type === 'storage_class_specifier' && context.text.startsWith('static', child.start),
  );
  return declarators.map((declarator, i): Declare => {
    const isInit = declarator.type === 'init_declarator';
    const inner = isInit ? declarator.children[0]! : declarator;
    const last = isInit ? declarator.children.at(-1)! : inner;
    const value = last === inner ? undefined : last;
    const { name, stars } = nameOf(inner, context);
    // `struct foo __free(kfree) *p` has it in front of the star.
    const from = i === 0 ? node.start : inner.start;
    const [cleanup] = within(context.cleanups, from, value ? value.start : node.end);
    return {
      kind: 'declare',
      name,
      type: stars ? `${type} ${stars}` : type,
      cleanup: cleanup?.name,
      isStatic,
      init: value && lowerExpr(value, context),
      at: context.at(inner.start),
    };
  });
}

/** Text with each run of white space as one blank. */
export function squash(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** The declared name inside a declarator, and the stars in front of it. */
export function nameOf(
  node: Node,
  context: { readonly text: string },
): { readonly name: string; readonly stars: string } {
  if (node.type === 'identifier' || node.type === 'field_identifier')
    return { name: context.text.slice(node.start, node.end), stars: '' };
  const named = node.children.filter(
    (child) => child.type !== 'type_qualifier' && child.type !== 'ms_pointer_modifier',
  );
  const inner = node.type === 'pointer_declarator' ? named.at(-1) : named[0];
  if (!inner) return { name: '', stars: '' };
  const below = nameOf(inner, context);
  const own = node.type === 'pointer_declarator' ? '*' : node.type === 'array_declarator' ? '[]' : '';
  return { name: below.name, stars: own + below.stars };
}

import Parser from 'tree-sitter';
import { grammar } from './grammar.js';

/** A node of the syntax tree, copied out of the native one: comments and anonymous punctuation other than operators are gone. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Anonymous nodes (operators, keywords) are kept; `named` tells them apart. */
  readonly named: boolean;
  readonly children: readonly Node[];
}

const LEAVES = new Set([
  'string_literal',
  'char_literal',
  'number_literal',
  'primitive_type',
  'sized_type_specifier',
  'gnu_asm_expression',
  'attribute_specifier',
  'sizeof_expression',
  'alignof_expression',
  'offsetof_expression',
  'type_descriptor',
  'struct_specifier',
  'union_specifier',
  'enum_specifier',
  'macro_type_specifier',
  'type_definition',
]);

let parser: Parser | undefined;

/** Parses text (at most 16 million characters, beyond which it throws) and copies the tree, so that the native one can go. */
export function parseC(text: string): Node {
  if (!parser) {
    parser = new Parser();
    parser.setLanguage(grammar());
  }
  const tree = parser.parse(text, undefined, { bufferSize: Math.max(32 * 1024, text.length * 2 + 1024) });
  const cursor = tree.walk();
  const copy = (): Node => {
    const type = cursor.nodeType;
    const children: Node[] = [];
    const node = { type, start: cursor.startIndex, end: cursor.endIndex, named: cursor.nodeIsNamed, children };
    if (!LEAVES.has(type) && cursor.gotoFirstChild()) {
      do {
        if (cursor.nodeType === 'comment') continue;
        if (cursor.nodeIsMissing)
          children.push({ type: 'MISSING', start: node.start, end: node.start, named: true, children: [] });
        else children.push(copy());
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return node;
  };
  return copy();
}

/** Whether a node or anything below it could not be parsed. */
export function hasError(node: Node): boolean {
  return node.type === 'ERROR' || node.type === 'MISSING' || node.children.some(hasError);
}

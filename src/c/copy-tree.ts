import type Parser from 'tree-sitter';
import type { Expr } from '../types.js';
import { leaf, type Node, NONE } from './node.js';
import { type Kind, kindAt, MAX_PLAIN } from './node-kinds.js';

/** Reads the text between two offsets as an expression, if it is plain enough. */
export type PlainReader = (start: number, end: number) => Expr | undefined;

/** Copies a tree without errors, and as little of it as will do. */
export function copyWhole(cursor: Parser.TreeCursor, text: string, plain: PlainReader): Node {
  const copy = (kind: Kind): Node => {
    const { type } = kind;
    const start = cursor.startIndex;
    if (kind.word) return leaf(type, start, wordEnd(text, start));
    const end = cursor.endIndex;
    if (kind.leaf) return leaf(type, start, end);
    if (kind.plain && end - start <= MAX_PLAIN) {
      const expr = plain(start + kind.plain[0], end - kind.plain[1]);
      if (expr) return { type, start, end, op: '', children: NONE, plain: expr };
    }
    if (type === 'parameter_declaration' && SIMPLE_PARAMETER.test(text.slice(start, end)))
      return leaf(type, start, end);
    const children: Node[] = [];
    let op = '';
    if (cursor.gotoFirstChild()) {
      const isFor = type === 'for_statement';
      do {
        const child = kindAt(cursor);
        if (child.named) {
          if (child.type === 'comment') continue;
          children.push(copy(child));
          if (children.length === kind.enough) break;
        } else if (child.op) {
          if (op === '') op = child.type;
        } else if (isFor && (child.type === ';' || child.type === ')')) children.push(leaf(child.type, start, start));
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return { type, start, end, op, children, plain: undefined };
  };
  return copy(kindAt(cursor));
}

/** Copies a tree that may hold errors: what is missing is a node of its own. */
export function copyBroken(cursor: Parser.TreeCursor): Node {
  const kind = kindAt(cursor);
  const { type } = kind;
  const start = cursor.startIndex;
  const children: Node[] = [];
  let op = '';
  if (!(kind.leaf && !cursor.currentNode.hasError) && cursor.gotoFirstChild()) {
    do {
      const child = kindAt(cursor);
      if (cursor.nodeIsMissing) children.push(leaf('MISSING', start, start));
      else if (child.named) {
        if (child.type !== 'comment') children.push(copyBroken(cursor));
      } else if (child.op) {
        if (op === '') op = child.type;
      } else if (type === 'for_statement' && (child.type === ';' || child.type === ')'))
        children.push(leaf(child.type, start, start));
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return { type, start, end: cursor.endIndex, op, children, plain: undefined };
}

/** `struct foo *bar`, `void`: read from the text. */
const SIMPLE_PARAMETER = /^[\w\s*]+$/;

function wordEnd(text: string, start: number): number {
  let i = start;
  for (;;) {
    const c = text.charCodeAt(i);
    if ((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 95 || (c >= 65 && c <= 90) || c > 127) i++;
    else if (c === 36) i++;
    else return i;
  }
}

import type { Expr } from '../types.js';

/** A node of the syntax tree, copied out of the native one: comments and punctuation are gone. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** The operator of an expression; `default` of a case without a value. */
  readonly op: string;
  /** Named children; in a `for_statement` also its `;` and `)`. */
  readonly children: readonly Node[];
  /** Set instead of children where the text was so plain that it was read without the tree. */
  readonly plain: Expr | undefined;
}

/** The node as it is in a text of which its own text begins at the offset `by`. */
export function moved(node: Node, by: number): Node {
  const children = node.children.length === 0 ? NONE : node.children.map((child) => moved(child, by));
  return { ...node, start: node.start + by, end: node.end + by, children };
}

/** No children. */
export const NONE: readonly Node[] = [];

/** A node without operator and children. */
export function leaf(type: string, start: number, end: number): Node {
  return { type, start, end, op: '', children: NONE, plain: undefined };
}

/** Whether a node or anything below it could not be parsed. */
export function hasError(node: Node): boolean {
  return node.type === 'ERROR' || node.type === 'MISSING' || node.children.some(hasError);
}

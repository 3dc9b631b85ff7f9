import Parser from 'tree-sitter';
import type { Expr } from '../types.js';
import { collect } from '../memory.js';
import { spend } from '../work.js';
import { grammar } from './grammar.js';

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

/** Reads the text between two offsets as an expression, if it is plain enough. */
export type PlainReader = (start: number, end: number) => Expr | undefined;

interface Kind {
  readonly type: string;
  readonly named: boolean;
  /** Never looked into. */
  readonly leaf: boolean;
  /** A leaf that is one word, whose end is found faster in the text than in the tree. */
  readonly word: boolean;
  /** Where text that may be plain begins and ends: distances from the start and the end of the node. */
  readonly plain: readonly [before: number, behind: number] | undefined;
  /** Nothing of interest comes behind this many named children. */
  readonly enough: number;
  readonly op: boolean;
}

const WORDS = new Set(['identifier', 'field_identifier', 'type_identifier', 'statement_identifier', 'primitive_type']);
const LEAVES = new Set([
  ...WORDS,
  'string_literal',
  'char_literal',
  'number_literal',
  'sized_type_specifier',
  'storage_class_specifier',
  'type_qualifier',
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
  'goto_statement',
  'break_statement',
  'continue_statement',
]);
const PLAIN: Readonly<Record<string, readonly [number, number]>> = {
  field_expression: [0, 0],
  subscript_expression: [0, 0],
  pointer_expression: [0, 0],
  call_expression: [0, 0],
  parenthesized_expression: [1, 1],
  expression_statement: [0, 1],
  return_statement: [6, 1],
};
/** Trying longer text costs more than it saves. */
const MAX_PLAIN = 160;
const ENOUGH: Readonly<Record<string, number>> = {
  expression_statement: 1,
  return_statement: 1,
  parenthesized_expression: 1,
  unary_expression: 1,
  pointer_expression: 1,
  else_clause: 1,
  cast_expression: 2,
  assignment_expression: 2,
  binary_expression: 2,
  field_expression: 2,
  call_expression: 2,
  subscript_expression: 2,
  init_declarator: 2,
  while_statement: 2,
  do_statement: 2,
  switch_statement: 2,
  conditional_expression: 3,
};

/** By type id of the grammar; filled as types are met, because a string out of the binding is dear. */
const kinds: Kind[] = [];
const ERROR: Kind = {
  type: 'ERROR',
  named: true,
  leaf: false,
  word: false,
  plain: undefined,
  enough: Infinity,
  op: false,
};
const ERROR_ID = 65535;

/**
 * Time for one text (microseconds): 20,000 lines of C take a tenth. Where nothing fits the grammar, its recovery from errors takes time in the square
 * of the text; only a clock stops that.
 */
const PATIENCE = 1_000_000;
/** What that takes off the work of a mail (steps): a few are all that one mail may have. */
const TIMEOUT_COST = 10_000_000;

let parser: Parser | undefined;
/** Characters parsed whose native trees may still be there. */
let parsed = 0;

/**
 * Lets go of native trees once so much text (in characters) was parsed: the binding frees them only when JavaScript collects their handles and
 * returns to the event loop, and V8 does not see their size. Call it between files or mails.
 */
export async function releaseTrees(after = 4_000_000): Promise<void> {
  if (parsed < after) return;
  parsed = 0;
  await collect('young');
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Parses text (at most 16 million characters, beyond which it throws) and copies the tree, so that the native one can go. Where something at
 * file level cannot be parsed, the text is parsed once more in pieces that end at the offsets `ends`: no function spoils another.
 */
export function parseC(text: string, plain: PlainReader, ends: readonly number[]): Node {
  const children: Node[] = [];
  if (!parsePiece(text, plain, children, 0, ends) && ends.length > 1) {
    children.length = 0;
    let start = 0;
    for (const end of [...ends, text.length]) {
      if (end <= start) continue;
      parsePiece(text.slice(start, end), (from, to) => plain(from + start, to + start), children, start);
      start = end;
    }
  }
  return { type: 'translation_unit', start: 0, end: text.length, op: '', children, plain: undefined };
}

/** Parses a piece of text that begins at an offset of the whole, and adds what stands at its top. Says whether all of that could be parsed. */
function parsePiece(text: string, plain: PlainReader, into: Node[], offset = 0, ends: readonly number[] = []): boolean {
  if (!parser) {
    parser = new Parser();
    parser.setLanguage(grammar());
    parser.setTimeoutMicros(PATIENCE);
  }
  spend(text.length);
  parsed += text.length;
  const tree = parser.parse(text, undefined, { bufferSize: Math.max(32 * 1024, text.length * 2 + 1024) });
  if (!isTree(tree)) {
    parser.reset();
    spend(TIMEOUT_COST);
    into.push(leaf('ERROR', offset, offset + text.length));
    return false;
  }
  const root = tree.rootNode;
  const hasErrors = root.hasError;
  const cursor = root.walk();
  if (!cursor.gotoFirstChild()) return true;
  let isWhole = true;
  do {
    const isBroken = hasErrors && cursor.currentNode.hasError;
    const node = isBroken ? copyBroken(cursor) : copyWhole(cursor, text, plain);
    if (isBroken && !isOneFunction(node, ends)) isWhole = false;
    into.push(offset === 0 ? node : moved(node, offset));
  } while (cursor.gotoNextSibling());
  return isWhole;
}

/** The binding gives nothing after a timeout, whatever its types say. */
function isTree(tree: Parser.Tree | null | undefined): tree is Parser.Tree {
  return tree !== null && tree !== undefined;
}

/** An error that stays within the function it is in: the function ends where its brace at column 0 says. */
function isOneFunction(node: Node, ends: readonly number[]): boolean {
  return node.type === 'function_definition' && !ends.some((end) => end > node.start && end < node.end);
}

function moved(node: Node, by: number): Node {
  const children = node.children.length === 0 ? NONE : node.children.map((child) => moved(child, by));
  return { ...node, start: node.start + by, end: node.end + by, children };
}

/** Copies a tree without errors, and as little of it as will do. */
function copyWhole(cursor: Parser.TreeCursor, text: string, plain: PlainReader): Node {
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
function copyBroken(cursor: Parser.TreeCursor): Node {
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

const NONE: readonly Node[] = [];

function leaf(type: string, start: number, end: number): Node {
  return { type, start, end, op: '', children: NONE, plain: undefined };
}

function kindAt(cursor: Parser.TreeCursor): Kind {
  const id = cursor.nodeTypeId;
  if (id === ERROR_ID) return ERROR;
  return (kinds[id] ??= kindOf(cursor.nodeType, cursor.nodeIsNamed));
}

function kindOf(type: string, named: boolean): Kind {
  return {
    type,
    named,
    leaf: named && LEAVES.has(type),
    word: named && WORDS.has(type),
    plain: named ? PLAIN[type] : undefined,
    enough: (named ? ENOUGH[type] : undefined) ?? Infinity,
    op: !named && (type === 'default' || /^[^\w(){}[\],;:#"'?]/.test(type)),
  };
}

function wordEnd(text: string, start: number): number {
  let i = start;
  for (;;) {
    const c = text.charCodeAt(i);
    if ((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 95 || (c >= 65 && c <= 90) || c > 127) i++;
    else if (c === 36) i++;
    else return i;
  }
}

/** Whether a node or anything below it could not be parsed. */
export function hasError(node: Node): boolean {
  return node.type === 'ERROR' || node.type === 'MISSING' || node.children.some(hasError);
}

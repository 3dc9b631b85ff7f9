import type Parser from 'tree-sitter';

/** What is done with a node of the grammar when its tree is copied. */
export interface Kind {
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
export const MAX_PLAIN = 160;
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

/** The kind of the node that the cursor is at. */
export function kindAt(cursor: Parser.TreeCursor): Kind {
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

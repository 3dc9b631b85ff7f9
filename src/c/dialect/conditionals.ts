import { DIRECTIVE, type Tokens } from './tokens.js';
import type { Edit } from './edits.js';

/** A conditional group whose branches are whole statements; offsets into the text. */
export interface Region {
  /** The option that the first condition asks for, `CONFIG_FOO` or `!CONFIG_FOO`; empty where it asks for more. */
  readonly option: string;
  readonly branches: readonly (readonly [start: number, end: number])[];
}

interface Group {
  readonly directives: number[];
  readonly inner: Group[];
}

/**
 * Takes the preprocessor out of the way. Branches that are whole statements are all kept and reported as regions, branches of a list
 * (initialisers, enumerators) are all kept, and of any other group only the first live branch is kept.
 * `dropped[i]` says that token `i` belongs to a branch that was dropped; `spans` are these branches as offsets.
 */
export function resolveConditionals(tokens: Tokens): {
  readonly edits: readonly Edit[];
  readonly regions: readonly Region[];
  readonly dropped: Uint8Array;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
} {
  const spans: { start: number; end: number }[] = [];
  const edits: Edit[] = [];
  const regions: Region[] = [];
  const dropped = new Uint8Array(tokens.kinds.length);
  const drop = (from: number, to: number): void => {
    if (from >= to) return;
    dropped.fill(1, from, to);
    const span = { start: tokens.starts[from]!, end: tokens.ends[to - 1]! };
    spans.push(span);
    edits.push({ ...span, text: '' });
  };
  const settle = (group: Group): void => {
    const marks = group.directives;
    const constant = constantOf(tokens, marks[0]!);
    const dead = constant === 0;
    if (dead) drop(marks[0]! + 1, marks[1]!);
    if (constant === 1) drop(marks[1]! + 1, marks.at(-1)!);
    group.inner.forEach(settle);
    const branches = marks.slice(0, -1).map((mark, i) => [mark + 1, marks[i + 1]!] as const);
    const shapes = branches.map(([from, to]) => shapeOf(tokens, dropped, from, to));
    if (shapes.every((shape) => shape !== 'broken')) {
      if (shapes.every((shape) => shape !== 'list') && startsStatement(tokens, dropped, marks[0]!)) {
        regions.push({
          option: branches.length > 2 ? '' : optionOf(tokens, marks[0]!),
          branches: branches.map(([from, to]) => [tokens.ends[from - 1]!, tokens.starts[to] ?? tokens.text.length]),
        });
        return;
      }
      if (shapes.every((shape) => shape !== 'statements')) return;
    }
    const keep = branches.findIndex(([from, to], i) => !(dead && i === 0) && to > from);
    branches.forEach(([from, to], i) => {
      if (i !== keep) drop(from, to);
    });
  };
  for (const group of groupsOf(tokens, edits)) settle(group);
  return { edits, regions, dropped, spans };
}

/** Finds the `#if` groups and blanks every directive. Groups that are not closed end with the text. */
function groupsOf(tokens: Tokens, edits: Edit[]): readonly Group[] {
  const top: Group[] = [];
  const open: Group[] = [];
  for (let i = 0; i < tokens.kinds.length; i++) {
    if (tokens.kinds[i] !== DIRECTIVE) continue;
    edits.push({ start: tokens.starts[i]!, end: tokens.ends[i]!, text: '' });
    const word = /^#\s*(\w+)/.exec(tokens.text.slice(tokens.starts[i], tokens.starts[i]! + 40))?.[1];
    if (word === 'if' || word === 'ifdef' || word === 'ifndef') {
      const group: Group = { directives: [i], inner: [] };
      (open.at(-1)?.inner ?? top).push(group);
      open.push(group);
    } else if (word === 'else' || word === 'elif') open.at(-1)?.directives.push(i);
    else if (word === 'endif') open.pop()?.directives.push(i);
  }
  for (const group of open) group.directives.push(tokens.kinds.length);
  return top;
}

/** The number behind `#if`, undefined for any other condition. */
function constantOf(tokens: Tokens, mark: number): number | undefined {
  const value = /^#\s*if\s+([01])\b\s*(?:$|\/)/.exec(tokens.text.slice(tokens.starts[mark], tokens.ends[mark]))?.[1];
  return value === undefined ? undefined : Number(value);
}

/** The one name that `#ifdef X`, `#ifndef X`, `#if IS_ENABLED(X)` or `#if defined(X)` asks for, with `!` where it must not be set. */
function optionOf(tokens: Tokens, mark: number): string {
  const text = tokens.text.slice(tokens.starts[mark], tokens.ends[mark]);
  const match =
    /^#\s*(?:(ifdef|ifndef)\s+|if\s+(!?)\s*(?:defined|IS_ENABLED|IS_BUILTIN|IS_REACHABLE)\s*\(\s*)(\w+)[\s)]*(?:$|\/)/.exec(
      text,
    );
  if (!match) return '';
  return (match[1] === 'ifndef' || match[2] === '!' ? '!' : '') + match[3]!;
}

const OPEN = new Set([123, 40, 91]);
const CLOSE = new Set([125, 41, 93]);
const SEMICOLON = 59;
const COLON = 58;
const COMMA = 44;
const LBRACE = 123;
const RBRACE = 125;

function shapeOf(
  tokens: Tokens,
  dropped: Uint8Array,
  from: number,
  to: number,
): 'empty' | 'statements' | 'list' | 'broken' {
  let depth = 0;
  let last = -1;
  for (let i = from; i < to; i++) {
    const kind = tokens.kinds[i]!;
    if (dropped[i] || kind === DIRECTIVE) continue;
    if (last === -1 && tokens.text.startsWith('else', tokens.starts[i])) return 'broken';
    if (OPEN.has(kind)) depth++;
    if (CLOSE.has(kind) && --depth < 0) return 'broken';
    last = kind;
  }
  if (last === -1) return 'empty';
  if (depth !== 0) return 'broken';
  if (last === COMMA) return 'list';
  return last === SEMICOLON || last === RBRACE || last === COLON ? 'statements' : 'broken';
}

/** The group stands where a statement or declaration may start. */
function startsStatement(tokens: Tokens, dropped: Uint8Array, mark: number): boolean {
  for (let i = mark - 1; i >= 0; i--) {
    if (dropped[i] || tokens.kinds[i] === DIRECTIVE) continue;
    const kind = tokens.kinds[i]!;
    return kind === SEMICOLON || kind === LBRACE || kind === RBRACE || kind === COLON;
  }
  return true;
}

import type { SourceFile } from '../../types.js';
import { GAP } from '../lower/context.js';
import { balance } from './balance.js';
import { cleanPiece } from './clean.js';
import { readHeading, type Heading } from './heading.js';
import { splitFragment, type Span } from './split.js';

/** File-shaped text built from hunks. */
export interface Assembled {
  readonly text: string;
  /** Per line of the text: index into `SourceFile.lines`, -1 for supplied lines. */
  readonly origins: readonly number[];
  /** Lines that are not in the text because they hold no code, and lines that nothing is known of. */
  readonly left: readonly Left[];
  /** What was seen of the function between two lines of the text. */
  shown(start: number, end: number): { readonly hasHead: boolean; readonly complete: boolean };
}

export interface Left extends Span {
  readonly what: 'type' | 'initialiser' | 'unknown';
}

interface Unit {
  readonly kind: 'function' | 'list';
  readonly name: string;
  /** Lines of the head, or supplied text. */
  readonly head: Span | string;
  /** The first piece follows the head at once. */
  readonly fromTop: boolean;
  readonly pieces: Span[];
  close: number | undefined;
}

/** Rebuilds functions and initialisers from the fragments of one side: missing heads, braces and gaps are supplied. */
export function assemble(source: SourceFile): Assembled {
  const lines: string[] = [];
  const origins: number[] = [];
  const known: { start: number; end: number; hasHead: boolean; complete: boolean }[] = [];
  const put = (text: string, origin: number): void => {
    lines.push(text);
    origins.push(origin);
  };
  const raw = (span: Span): void => {
    cleanPiece(source.lines.slice(span.start, span.end).map((line) => line.text)).forEach((text, i) => {
      put(text, span.start + i);
    });
  };
  const left: Left[] = [];
  for (const unit of unitsOf(source, raw, left)) {
    const start = lines.length;
    if (typeof unit.head === 'string') put(unit.head, -1);
    else raw(unit.head);
    const whole = unit.kind === 'list' ? putList(source, unit, put) : putBody(source, unit, put);
    known.push({
      start,
      end: lines.length - 1,
      hasHead: typeof unit.head !== 'string',
      complete: whole && typeof unit.head !== 'string',
    });
  }
  return {
    text: lines.join('\n'),
    origins,
    left,
    shown: (start, end) =>
      known.find((one) => one.start <= end && one.end >= start) ?? { hasHead: true, complete: true },
  };
}

/** Groups the fragments into functions and initialisers; what needs no supply is put out at once. */
function unitsOf(source: SourceFile, raw: (span: Span) => void, left: Left[]): readonly Unit[] {
  const units: Unit[] = [];
  let open: Unit | undefined;
  for (const fragment of source.fragments) {
    const heading = readHeading(fragment.heading);
    for (const item of splitFragment(source, fragment)) {
      if (item.kind === 'other') {
        const kept = trimOther(source, item);
        if (source.lines.slice(item.start, item.end).some((line) => /[;)]\s*(\/\*.*\*\/\s*)?$/.test(line.text)))
          raw(kept);
        else kept.end = item.start;
        if (kept.end < item.end) left.push({ start: kept.end, end: item.end, what: 'unknown' });
        open = undefined;
      } else if (item.kind === 'inside') {
        const same: Unit | undefined = open && continues(open, heading) ? open : undefined;
        const unit = same ?? unitFor(heading, source, item);
        if (typeof unit === 'string') {
          left.push({ start: item.start, end: Math.min(item.end + 1, source.lines.length), what: unit });
          continue;
        }
        if (!same) units.push(unit);
        unit.pieces.push(item);
        if (item.closed) unit.close = item.end;
        open = item.closed ? undefined : unit;
      } else if (item.kind !== 'type') {
        const unit: Unit = {
          kind: item.kind,
          name: nameOfHead(source, item.head),
          head: item.head,
          fromTop: true,
          pieces: [item],
          close: item.closed ? item.end : undefined,
        };
        units.push(unit);
        open = item.closed ? undefined : unit;
      } else {
        left.push({ start: item.head.start, end: Math.min(item.end + 1, source.lines.length), what: 'type' });
        open = undefined;
      }
    }
  }
  return units;
}

/** Leaves out what the hunk cuts off at its end: a declaration, or the head of a function. */
function trimOther(source: SourceFile, span: Span): { start: number; end: number } {
  let end = span.end;
  while (end > span.start && !/[;)}]\s*(\/\*.*\*\/\s*)?$/.test(source.lines[end - 1]!.text)) end--;
  let head = end - 1;
  while (head > span.start && !/^[A-Za-z_]/.test(source.lines[head]!.text)) head--;
  if (head >= span.start && head < end) {
    const text = source.lines.slice(head, end).map((line) => line.text.trim());
    if (/^[A-Za-z_][\w\s*]*[\s*]\w+\s*\(.*\)$/.test(text.join(' '))) end = head;
  }
  return { start: span.start, end };
}

function continues(open: Unit, heading: Heading): boolean {
  if (heading.kind === 'none') return true;
  return heading.kind !== 'type' && heading.name === open.name;
}

function unitFor(heading: Heading, source: SourceFile, piece: Span): Unit | 'type' | 'initialiser' {
  const unit = { fromTop: false, pieces: [], close: undefined };
  if (heading.kind === 'function') return { ...unit, kind: 'function', name: heading.name, head: heading.text };
  if (heading.kind === 'list') return { ...unit, kind: 'list', name: heading.name, head: heading.text };
  if (heading.kind === 'type') return 'type';
  const looksLikeList = source.lines
    .slice(piece.start, piece.end)
    .every((line) => /^\s*(\.\w.*=.*,?|\{.*\},?|\}[,;]?|#.*|\/?\*.*|)$/.test(line.text));
  if (looksLikeList) return 'initialiser';
  return { ...unit, kind: 'function', name: '', head: `void ${GAP}(void)` };
}

function nameOfHead(source: SourceFile, head: Span): string {
  const text = source.lines
    .slice(head.start, head.end)
    .map((line) => line.text)
    .join(' ');
  const heading = readHeading(text.replace(/\{\s*$/, ''));
  return heading.kind === 'none' || heading.kind === 'type' ? '' : heading.name;
}

type Put = (text: string, origin: number) => void;

/** Returns whether the whole body was seen. */
function putBody(source: SourceFile, unit: Unit, put: Put): boolean {
  let whole = unit.fromTop && unit.close !== undefined && unit.pieces.length === 1;
  if (typeof unit.head === 'string') put('{', -1);
  if (!unit.fromTop) put(`${GAP};`, -1);
  unit.pieces.forEach((piece, i) => {
    const text = cleanPiece(source.lines.slice(piece.start, piece.end).map((line) => line.text));
    const supply = balance(text.join('\n'));
    if (i > 0) put(`${GAP};`, -1);
    if (!supply.hasCode) return;
    if (!supply.whole) whole = false;
    if (supply.prefix) put(supply.prefix, -1);
    else if (startsInBranch(text) && (i > 0 || !unit.fromTop)) put(`if (${GAP})`, -1);
    text.forEach((line, k) => {
      put(line, piece.start + k);
    });
    if (supply.suffix) put(supply.suffix, -1);
  });
  if (unit.close === undefined) {
    put(`${GAP};`, -1);
    put('}', -1);
  } else put('}', unit.close);
  return whole;
}

/** The first line leaves, and the code behind it stands further left: it is the branch of a decision in unseen code. */
function startsInBranch(lines: readonly string[]): boolean {
  const code = lines.filter((line) => line.trim() !== '' && !/^\s*(\/\*|\*|\/\/)/.test(line));
  const [first = '', next = ''] = code;
  if (!/^\s+(return\b.*|goto \w+|break|continue);\s*$/.test(first) || next.trim().startsWith('}')) return false;
  return next !== '' && depthOf(next) < depthOf(first);
}

function depthOf(line: string): number {
  return /^\s*/.exec(line)![0].replace(/ {8}/g, '\t').length;
}

function putList(source: SourceFile, unit: Unit, put: Put): boolean {
  for (const piece of unit.pieces) {
    const text = cleanPiece(source.lines.slice(piece.start, piece.end).map((line) => line.text));
    let depth = 0;
    let missing = 0;
    for (const c of text.join('\n').replace(/"[^"\n]*"|'[^'\n]*'|\/\*[^]*?\*\//g, '')) {
      if (c === '{' || c === '(') depth++;
      else if ((c === '}' || c === ')') && --depth < 0) {
        depth = 0;
        missing += c === '}' ? 1 : 0;
      }
    }
    put('{'.repeat(missing), -1);
    text.forEach((line, k) => {
      put(line, piece.start + k);
    });
    put(`${/[=,{(]\s*$/.test(text.join('\n')) ? '0' : ''}${'}'.repeat(depth)},`, -1);
  }
  put('};', unit.close ?? -1);
  return unit.fromTop && unit.close !== undefined;
}

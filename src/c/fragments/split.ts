import type { Fragment, SourceFile } from '../../types.js';

/** A run of lines, end exclusive, as indices into `SourceFile.lines`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands in a fragment, top to bottom. `inside` can only be first: the rest of something that began above. */
export type Item =
  | ({ readonly kind: 'inside'; readonly closed: boolean } & Span)
  /** `head` ends with the line of the opening brace; the span is the body without its closing brace. */
  | ({ readonly kind: 'function'; readonly head: Span; readonly closed: boolean } & Span)
  | ({ readonly kind: 'list' | 'type'; readonly head: Span; readonly closed: boolean } & Span)
  | ({ readonly kind: 'other' } & Span);

const LABEL = /^[A-Za-z_]\w*\s*:(?!:)/;

/** Splits a fragment by what stands at column 0, where kernel code keeps its functions, types and closing braces. */
export function splitFragment(source: SourceFile, fragment: Fragment): readonly Item[] {
  const items: Item[] = [];
  const text = (i: number): string => source.lines[i]!.text;
  let i = fragment.start;
  const first = firstAnchor(source, fragment);
  if (first.kind === 'inside') {
    const end = bodyEnd(source, fragment.start, fragment.end);
    items.push({ kind: 'inside', start: fragment.start, end, closed: end < fragment.end && text(end).startsWith('}') });
    i = end < fragment.end && text(end).startsWith('}') ? end + 1 : end;
  } else if (first.kind === 'body') {
    const end = bodyEnd(source, first.at + 1, fragment.end);
    const closed = end < fragment.end && text(end).startsWith('}');
    items.push({ kind: 'inside', start: first.at + 1, end, closed });
    i = closed ? end + 1 : end;
  }
  while (i < fragment.end) {
    const item = nextItem(source, i, fragment.end);
    items.push(item);
    i = item.end + ('closed' in item && item.closed ? 1 : 0);
  }
  return items;
}

type Anchor =
  { readonly kind: 'inside' } | { readonly kind: 'outside' } | { readonly kind: 'body'; readonly at: number };

function firstAnchor(source: SourceFile, fragment: Fragment): Anchor {
  let indented = false;
  let comment = false;
  for (let i = fragment.start; i < fragment.end; i++) {
    const text = source.lines[i]!.text;
    if (comment || /^\s*\*(\s|\/|$)/.test(text)) {
      comment = !text.includes('*/') && comment;
      continue;
    }
    if (/^\s*\/\*/.test(text)) {
      comment = !text.includes('*/');
      continue;
    }
    if (text.trim() === '' || text.startsWith('#') || text.startsWith('//')) continue;
    if (text.startsWith('}')) return { kind: 'inside' };
    if (text.startsWith('{')) return { kind: 'body', at: i };
    if (/^\s/.test(text)) {
      indented = true;
      continue;
    }
    if (LABEL.test(text)) return { kind: 'inside' };
    return indented ? { kind: 'inside' } : { kind: 'outside' };
  }
  return indented ? { kind: 'inside' } : { kind: 'outside' };
}

/** The line of the `}` at column 0, or where something new begins at column 0, or the end. */
function bodyEnd(source: SourceFile, start: number, end: number): number {
  let comment = false;
  for (let i = start; i < end; i++) {
    const text = source.lines[i]!.text;
    if (comment) {
      comment = !text.includes('*/');
      continue;
    }
    if (text.startsWith('/*')) {
      comment = !text.includes('*/');
      continue;
    }
    if (text.startsWith('}')) return i;
    if (/^[A-Za-z_]/.test(text) && !LABEL.test(text) && opensItem(source, i, end)) return i;
  }
  return end;
}

/** A column-0 line inside a body is sloppy code, unless it heads a function, a type or an initialiser. */
function opensItem(source: SourceFile, i: number, end: number): boolean {
  const text = source.lines[i]!.text;
  if (/^(static|struct|enum|union|extern|const)\b/.test(text)) return true;
  if (!text.includes('(') || /^(if|for|while|switch|return|else|do|goto)\b/.test(text)) return false;
  for (let k = i; k < Math.min(end, i + 8); k++) {
    const line = source.lines[k]!.text;
    if (line.startsWith('{')) return true;
    if (/[;}]\s*$/.test(line)) return false;
  }
  return false;
}

function nextItem(source: SourceFile, start: number, end: number): Item {
  let comment = false;
  let depth = 0;
  let head = -1;
  for (let i = start; i < end; i++) {
    const text = source.lines[i]!.text;
    if (comment || /^\s*\/\*/.test(text)) {
      comment = !text.includes('*/');
      continue;
    }
    if (text.trim() === '' || text.startsWith('//')) continue;
    if (text.startsWith('#')) {
      while (i + 1 < end && source.lines[i]!.text.endsWith('\\')) i++;
      continue;
    }
    if (text.startsWith('{') || (/\{\s*(\/\*.*\*\/\s*)?$/.test(text) && (head >= 0 || /^[A-Za-z_]/.test(text)))) {
      const from = head >= 0 ? head : i;
      if (from > start) return { kind: 'other', start, end: from };
      const kind = kindOfHead(source, from, i);
      let close = bodyEnd(source, i + 1, end);
      // `struct { … } table[] = {`: the type and the initialiser of its only variable are one.
      if (kind === 'type' && close < end && /^\}.*=\s*\{\s*$/.test(source.lines[close]!.text))
        close = bodyEnd(source, close + 1, end);
      const closed = close < end && source.lines[close]!.text.startsWith('}');
      return { kind, head: { start: from, end: i + 1 }, start: i + 1, end: close, closed };
    }
    if (head < 0) head = i;
    depth += count(text, '(') - count(text, ')');
    if (depth <= 0 && /[;}]\s*(\/\*.*\*\/\s*|\/\/.*)?$/.test(text)) {
      head = -1;
      depth = 0;
    } else if (
      depth <= 0 &&
      /^[A-Z_0-9]+\(.*\)\s*$/.test(text) &&
      !(i + 1 < end && source.lines[i + 1]!.text.startsWith('{'))
    )
      head = -1;
  }
  return { kind: 'other', start, end };
}

function kindOfHead(source: SourceFile, start: number, last: number): 'function' | 'list' | 'type' {
  const text = source.lines
    .slice(start, last + 1)
    .map((line) => line.text)
    .join(' ');
  if (/=\s*(\(.*\)\s*)?\{?\s*(\/\*.*\*\/\s*)?$/.test(text) || /=\s*\{/.test(text)) return 'list';
  if (/^(static\s+|typedef\s+|const\s+)*(struct|enum|union)\b[^()]*\{\s*$/.test(text.trim())) return 'type';
  return text.includes('(') ? 'function' : 'type';
}

function count(text: string, char: string): number {
  let n = 0;
  for (const c of text) if (c === char) n++;
  return n;
}

/** Token kinds; any other kind is the character code of a punctuation mark. */
export const IDENT = 1;
export const NUMBER = 2;
export const STRING = 3;
/** A preprocessor directive with its continuation lines, without the newline. */
export const DIRECTIVE = 4;

/** Tokens of a text as parallel arrays; comments are not tokens but are listed. Offsets are string indices, ends exclusive. */
export interface Tokens {
  readonly text: string;
  readonly kinds: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly comments: readonly (readonly [start: number, end: number])[];
}

const NEWLINE = 10;
const BACKSLASH = 92;

/** Splits C text into tokens in one pass. Unterminated comments and strings end with the text or the line. */
export function tokenize(text: string): Tokens {
  const kinds: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const comments: [number, number][] = [];
  const size = text.length;
  let lineStart = true;
  let i = 0;
  const push = (kind: number, start: number, end: number): void => {
    kinds.push(kind);
    starts.push(start);
    ends.push(end);
  };
  while (i < size) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE) {
      lineStart = true;
      i++;
      continue;
    }
    if (c <= 32) {
      i++;
      continue;
    }
    if (c === 47 && text.charCodeAt(i + 1) === 42) {
      const close = text.indexOf('*/', i + 2);
      const end = close < 0 ? size : close + 2;
      comments.push([i, end]);
      i = end;
      continue;
    }
    if (c === 47 && text.charCodeAt(i + 1) === 47) {
      const end = lineEnd(text, i);
      comments.push([i, end]);
      i = end;
      continue;
    }
    if (c === 35 && lineStart) {
      const end = directiveEnd(text, i);
      push(DIRECTIVE, i, end);
      i = end;
      continue;
    }
    lineStart = false;
    const start = i;
    if (isIdentStart(c)) {
      i++;
      while (i < size && isIdentPart(text.charCodeAt(i))) i++;
      push(IDENT, start, i);
    } else if (c >= 48 && c <= 57) {
      i++;
      while (i < size && (isIdentPart(text.charCodeAt(i)) || isFraction(text, i))) i++;
      push(NUMBER, start, i);
    } else if (c === 34 || c === 39) {
      i = quoteEnd(text, i, c);
      push(STRING, start, i);
    } else {
      i++;
      push(c, start, i);
    }
  }
  return { text, kinds, starts, ends, comments };
}

function isIdentStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c > 127;
}

function isIdentPart(c: number): boolean {
  return isIdentStart(c) || (c >= 48 && c <= 57);
}

/** A dot inside a number, but not the first of `1 ... 5`. */
function isFraction(text: string, i: number): boolean {
  return text.charCodeAt(i) === 46 && text.charCodeAt(i + 1) !== 46;
}

function quoteEnd(text: string, start: number, quote: number): number {
  let i = start + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === quote) return i + 1;
    else if (c === NEWLINE) return i;
    i++;
  }
  return text.length;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** A comment inside a directive may span lines, and a backslash continues it. */
function directiveEnd(text: string, start: number): number {
  let i = start;
  for (;;) {
    const end = lineEnd(text, i);
    const open = text.slice(i, end).indexOf('/*');
    if (open >= 0) {
      const close = text.indexOf('*/', i + open + 2);
      if (close < 0) return text.length;
      i = close + 2;
      continue;
    }
    let last = end - 1;
    if (text.charCodeAt(last) === 13) last--;
    if (last < start || text.charCodeAt(last) !== BACKSLASH || end >= text.length) return end;
    i = end + 1;
  }
}

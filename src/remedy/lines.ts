import type { Edit, SourceFile } from '../types.js';

/** Lines of context on each side of an edit, as diff shows them. */
const CONTEXT = 3;
/** A statement that spans more lines than this is left alone. */
const MOST_LINES = 12;

/** Index of a line by its number, -1 where it is not known. */
export function indexOfLine(source: SourceFile, line: number): number {
  return source.complete
    ? line <= source.lines.length
      ? line - 1
      : -1
    : source.lines.findIndex((one) => one.line === line);
}

/** The text of a line without comments and white space around it. */
export function codeAt(source: SourceFile, at: number): string {
  return (source.lines[at]?.text ?? '')
    .replace(/\/\*.*?\*\//g, '')
    .replace(/\/\/.*$/, '')
    .trim();
}

export function indentAt(source: SourceFile, at: number): string {
  return /^[ \t]*/.exec(source.lines[at]?.text ?? '')![0];
}

/** Index of the last line of the statement that starts at a line; undefined where its end is not plain to see. */
export function statementEnd(source: SourceFile, at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < Math.min(source.lines.length, at + MOST_LINES); i++) {
    if (i > at && !follows(source, i)) return undefined;
    const code = codeAt(source, i);
    for (const char of code.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '')) {
      if (char === '(' || char === '{') depth++;
      if (char === ')' || char === '}') depth--;
    }
    if (depth === 0 && code.endsWith(';')) return code.indexOf(';') === code.length - 1 ? i : undefined;
    if (depth < 0) return undefined;
  }
  return undefined;
}

/** Whether a line stands directly behind the one before it. */
export function follows(source: SourceFile, at: number): boolean {
  return source.lines[at - 1] !== undefined && source.lines[at]?.line === source.lines[at - 1]!.line + 1;
}

/** An edit that puts `added` in the place of the lines from `start` up to, but not with, `end`; undefined where too little around it is known to apply. */
export function editLines(source: SourceFile, start: number, end: number, added: readonly string[]): Edit | undefined {
  const first = source.lines[start];
  if (!first) return undefined;
  let from = start;
  while (start - from < CONTEXT && from > 0 && follows(source, from)) from--;
  let to = end;
  while (to - end < CONTEXT && to < source.lines.length && follows(source, to)) to++;
  const text = (a: number, b: number): readonly string[] => source.lines.slice(a, b).map((line) => line.text);
  // git apply takes a hunk without lines behind it for the end of the file.
  if (to === end && !source.complete) return undefined;
  return {
    file: source.path,
    line: first.line,
    removed: text(start, end),
    added,
    before: text(from, start),
    after: text(end, to),
  };
}

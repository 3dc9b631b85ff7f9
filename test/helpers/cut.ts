import type { CFile, CFunction, Expr, Fragment, SourceFile, SourceLine, Stmt } from '../../dist/types.js';
import { childrenOf, exprsOf, parts } from '../../dist/flow/expr.js';

const CONTEXT = 3;

/** A complete file as the hunks of a patch would show it: every `every` lines a change of `size` lines, with context and headings as git gives. */
export function cutIntoHunks(whole: SourceFile, every: number, size: number): SourceFile {
  const spans: { start: number; end: number }[] = [];
  for (let at = Math.floor(every / 2); at < whole.lines.length; at += every) {
    const start = Math.max(0, at - CONTEXT);
    const last = spans.at(-1);
    const end = Math.min(whole.lines.length, at + size + CONTEXT);
    if (last && last.end >= start) last.end = end;
    else spans.push({ start, end });
  }
  const lines: SourceLine[] = [];
  const fragments: Fragment[] = spans.map(({ start, end }) => {
    const from = lines.length;
    lines.push(...whole.lines.slice(start, end));
    return { start: from, end: lines.length, heading: headingBefore(whole, start) };
  });
  return { ...whole, complete: false, lines, fragments };
}

/** The last line above that begins with a letter, `_` or `$`, as git's default does it, cut after 80 characters. */
function headingBefore(whole: SourceFile, start: number): string {
  for (let i = start - 1; i >= 0; i--) {
    const { text } = whole.lines[i]!;
    if (/^[A-Za-z_$]/.test(text)) return text.slice(0, 80).trimEnd();
  }
  return '';
}

/** What happens in a function, as `line kind name`, in order; nothing about code that was supplied or not seen. */
export function eventsOf(fn: CFunction, source: SourceFile): readonly string[] {
  const events: string[] = [];
  const line = (at: number): number | undefined => source.lines[at]?.line;
  const say = (at: number, text: string): void => {
    const number = line(at);
    if (number !== undefined && !text.includes('__gap__')) events.push(`${number} ${text}`);
  };
  const expr = (one: Expr): void => {
    for (const part of parts(one)) expr(part);
    if (one.kind === 'block') one.body.forEach(stmt);
    if (one.kind === 'call') say(one.at, `call ${one.callee}`);
    if (one.kind === 'assign' && one.left.kind === 'path') say(one.left.at, `assign ${one.left.path}`);
  };
  const stmt = (one: Stmt): void => {
    if (one.kind === 'goto') say(one.at, `goto ${one.label}`);
    else if (one.kind === 'label') say(one.at, `label ${one.name}`);
    else if (one.kind === 'declare') say(one.at, `declare ${one.name}`);
    else if (one.kind !== 'gap' && one.kind !== 'expr' && one.kind !== 'block') say(one.at, one.kind);
    exprsOf(one).forEach(expr);
    childrenOf(one).forEach(stmt);
  };
  fn.body.forEach(stmt);
  return events.sort();
}

export interface Compared {
  readonly functions: number;
  readonly equal: number;
  /** For people: which event of which function was lost or made up. */
  readonly differences: readonly string[];
}

/** Compares the events of every function in the hunks with those of the same function in the whole file, on the lines that the hunks show. */
export function compareCut(whole: SourceFile, wholeFile: CFile, cut: SourceFile, cutFile: CFile): Compared {
  const shown = new Set(cut.lines.map((line) => line.line));
  const found = new Map<string, string[]>();
  for (const fn of cutFile.functions) {
    const list = found.get(fn.name) ?? [];
    list.push(...eventsOf(fn, cut));
    found.set(fn.name, list);
  }
  let functions = 0;
  let equal = 0;
  const differences: string[] = [];
  for (const fn of wholeFile.functions) {
    const wanted = eventsOf(fn, whole).filter((event) => shown.has(Number.parseInt(event, 10)));
    if (wanted.length === 0) continue;
    functions++;
    const first = whole.lines[fn.at]!.line;
    const last = whole.lines[fn.end]!.line;
    const got = (found.get(fn.name) ?? []).filter((event) => {
      const line = Number.parseInt(event, 10);
      return line >= first && line <= last;
    });
    const lost = wanted.filter((event) => !got.includes(event));
    const extra = got.filter((event) => !wanted.includes(event));
    if (lost.length === 0 && extra.length === 0) equal++;
    else differences.push(`${whole.path} ${fn.name}: lost [${lost.join('; ')}], extra [${extra.join('; ')}]`);
  }
  return { functions, equal, differences };
}

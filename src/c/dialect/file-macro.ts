import type { FileMacro } from '../../types.js';
import type { Edit } from './edits.js';
import { EQUALS, LBRACE, RBRACE, RPAREN, SEMICOLON, type Live } from './live.js';
import { IDENT } from './tokens.js';
import type { DialectWords } from './words.js';

/**
 * `NAME(args)` at file level: a registration or declaring macro (`module_init(x);`, `static DEFINE_MUTEX(y);`) is recorded and blanked, one that
 * heads a body (`SYSCALL_DEFINE3(open, …) {`) becomes a function. Undefined for anything else. `first` is the first token of the item,
 * `skip` the last token done with.
 */
export function rewriteFileMacro(
  live: Live,
  first: number,
  k: number,
  close: number,
  words: DialectWords,
): { readonly edit: Edit; readonly macro?: FileMacro; readonly skip: number } | undefined {
  const start = live.start(first);
  const end = live.end(close);
  const name = live.word(k);
  const next = live.kind(close + 1);
  const macro = { name, args: argsOf(live, k, close), at: live.start(k) };
  if (next === SEMICOLON) return { edit: { start, end: live.end(close + 1), text: '' }, macro, skip: close + 1 };
  if (next === EQUALS) return { edit: { start, end, text: 'int _' }, macro, skip: close };
  if (next === IDENT || next === 0) {
    if (next === IDENT && !live.text.slice(end, live.start(close + 1)).includes('\n')) return undefined;
    return { edit: { start, end, text: '' }, macro, skip: close };
  }
  if (next !== LBRACE || (start > 0 && live.text.charCodeAt(start - 1) !== 10)) return undefined;
  if (!/^[A-Z_0-9]+$/.test(name)) return undefined;
  const args = macro.args;
  const own = args[0] ?? '';
  const params: string[] = [];
  if (/DEFINE|CALL/.test(name))
    for (let i = 1; i + 1 < args.length; i += 2)
      params.push(`${args[i]!.replace(/\w+/g, (word) => (words.words.has(word) ? '' : word))} ${args[i + 1]}`);
  const head = `int ${own}(${params.join(',')})`.replace(/\s+/g, ' ');
  if (head.length > end - live.start(k) || !/^\w+$/.test(own)) return undefined;
  return { edit: { start: live.start(k), end, text: head }, skip: close };
}

/** Words that may stand in front of a macro that declares something. */
const PREFIXES = new Set(['static', 'const', 'extern']);

/** The first token of the item at file level that consists of storage words and the name at `k`, undefined where there is more. */
export function itemStart(live: Live, k: number): number | undefined {
  let first = k;
  while (PREFIXES.has(live.word(first - 1))) first--;
  const before = live.kind(first - 1);
  return before === 0 || before === SEMICOLON || before === RBRACE || before === RPAREN ? first : undefined;
}

function argsOf(live: Live, k: number, close: number): readonly string[] {
  return live.text
    .slice(live.end(k + 1), live.start(close))
    .split(',')
    .map((arg) => arg.trim());
}

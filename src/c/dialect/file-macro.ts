import type { FileMacro } from '../../types.js';
import type { Edit } from './edits.js';
import { LBRACE, SEMICOLON, type Live } from './live.js';
import { IDENT } from './tokens.js';

/**
 * `NAME(args)` at file level: a registration macro (`module_init(x);`) is recorded and blanked, one that heads a body
 * (`SYSCALL_DEFINE3(open, …) {`) becomes a function. Undefined for anything else. `skip` is the last token done with.
 */
export function rewriteFileMacro(
  live: Live,
  k: number,
  close: number,
): { readonly edit: Edit; readonly macro?: FileMacro; readonly skip: number } | undefined {
  const start = live.start(k);
  const end = live.end(close);
  const name = live.word(k);
  const next = live.kind(close + 1);
  if (next === SEMICOLON || next === IDENT || next === 0) {
    if (next === IDENT && !live.text.slice(end, live.start(close + 1)).includes('\n')) return undefined;
    const last = next === SEMICOLON ? close + 1 : close;
    return {
      edit: { start, end: live.end(last), text: '' },
      macro: { name, args: argsOf(live, k, close), at: start },
      skip: last,
    };
  }
  if (next !== LBRACE || (start > 0 && live.text.charCodeAt(start - 1) !== 10)) return undefined;
  if (!/^[A-Z_0-9]+$/.test(name)) return undefined;
  const args = argsOf(live, k, close);
  const own = args[0] ?? '';
  const params: string[] = [];
  if (/DEFINE|CALL/.test(name)) for (let i = 1; i + 1 < args.length; i += 2) params.push(`${args[i]} ${args[i + 1]}`);
  const head = `int ${own}(${params.join(',')})`.replace(/\s+/g, ' ');
  if (head.length > end - start || !/^\w+$/.test(own)) return undefined;
  return { edit: { start, end, text: head }, skip: close };
}

function argsOf(live: Live, k: number, close: number): readonly string[] {
  return live.text
    .slice(live.end(k + 1), live.start(close))
    .split(',')
    .map((arg) => arg.trim());
}

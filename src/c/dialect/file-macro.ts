import type { FileMacro } from '../../types.js';
import type { Edit } from './edits.js';
import { IDENT, type Tokens } from './tokens.js';

interface Use {
  readonly tokens: Tokens;
  readonly live: readonly number[];
  /** The macro's name and its closing parenthesis, as indices into `live`. */
  readonly k: number;
  readonly close: number;
  readonly name: string;
  /** Kind of the token behind the closing parenthesis. */
  readonly next: number;
}

/**
 * `NAME(args)` at file level: a registration macro (`module_init(x);`) is recorded and blanked, one that heads a body
 * (`SYSCALL_DEFINE3(open, …) {`) becomes a function. Undefined for anything else.
 */
export function rewriteFileMacro(
  use: Use,
): { readonly edits: readonly Edit[]; readonly macro?: FileMacro; readonly skip: number } | undefined {
  const { tokens, live, k, close, name, next } = use;
  const text = tokens.text;
  const start = tokens.starts[live[k]!]!;
  const end = tokens.ends[live[close]!]!;
  const args = text
    .slice(tokens.ends[live[k + 1]!], tokens.starts[live[close]!])
    .split(',')
    .map((arg) => arg.trim());
  if (next === 59 || next === IDENT || next === 0) {
    if (next === IDENT && !text.slice(end, tokens.starts[live[close + 1]!]).includes('\n')) return undefined;
    const semicolon = next === 59 ? tokens.ends[live[close + 1]!]! : end;
    return {
      edits: [{ start, end: semicolon, text: '' }],
      macro: { name, args, at: start },
      skip: next === 59 ? close + 1 : close,
    };
  }
  if (next !== 123 || (start > 0 && text.charCodeAt(start - 1) !== 10)) return undefined;
  if (!/^[A-Z_0-9]+$/.test(name)) return undefined;
  const own = args[0] ?? '';
  const params: string[] = [];
  if (/DEFINE|CALL/.test(name)) for (let i = 1; i + 1 < args.length; i += 2) params.push(`${args[i]} ${args[i + 1]}`);
  const head = `int ${own}(${params.join(',')})`.replace(/\s+/g, ' ');
  if (head.length > end - start || !/^\w+$/.test(own)) return undefined;
  return { edits: [{ start, end, text: head }], skip: close };
}

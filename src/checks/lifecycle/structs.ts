import { wordsOf } from '../../flow/names.js';
import { visitStmts } from '../../flow/expr.js';
import type { Seen, View } from '../../flow/view.js';

/** Whether a struct belongs to the code in view: it is defined there, or is called as the functions there are. */
export function isOwnStruct(tag: string, view: View): boolean {
  return definesStruct(tag, view) || isLocalName(tag, view);
}

/** Whether a name belongs to the code in view: its first word is that of a function in view, or it is called through a pointer. */
export function isLocalName(name: string, view: View): boolean {
  if (/->|\./.test(name)) return true;
  let words = view.memo.get('first-words') as ReadonlySet<string> | undefined;
  if (!words) {
    words = new Set(view.all.flatMap((seen) => wordsOf(seen.fn.name).slice(0, 1)));
    view.memo.set('first-words', words);
  }
  return words.has(wordsOf(name)[0] ?? '');
}

function definesStruct(tag: string, view: View): boolean {
  let tags = view.memo.get('struct-tags') as ReadonlySet<string> | undefined;
  if (!tags) {
    const found = new Set<string>();
    for (const { source } of view.files) {
      for (const line of source.lines) {
        const match = /^\s*(?:typedef\s+)?(?:struct|union)\s+(\w+)[^;(=]*\{/.exec(line.text);
        if (match) found.add(match[1]!);
      }
    }
    tags = found;
    view.memo.set('struct-tags', tags);
  }
  return tags.has(tag);
}

/** The declared type of a parameter or local variable. */
export function typeOf(variable: string, seen: Seen): string | undefined {
  const param = seen.fn.params.find((one) => one.name === variable);
  if (param) return param.type;
  let type: string | undefined;
  visitStmts(seen.fn.body, (stmt) => {
    if (stmt.kind === 'declare' && stmt.name === variable) type ??= stmt.type;
  });
  return type;
}

/** The tag of a struct type. */
export function structOf(type: string | undefined): string | undefined {
  return type === undefined ? undefined : /\b(?:struct|union)\s+(\w+)/.exec(type)?.[1];
}

import { perView } from './memory.js';
import { wordsOf } from './names.js';
import { visitStmts } from './expr.js';
import type { Seen, View } from './view.js';

/** Whether a struct belongs to the code in view: it is defined there, or is called as the functions there are. */
export function isOwnStruct(tag: string, view: View): boolean {
  return definesStruct(tag, view) || isLocalName(tag, view);
}

/** Whether a name belongs to the code in view: its first word is that of a function in view, or it is called through a pointer. */
export function isLocalName(name: string, view: View): boolean {
  if (/->|\./.test(name)) return true;
  return firstWords(view).has(wordsOf(name)[0] ?? '');
}

const firstWords = perView(
  (view): ReadonlySet<string> => new Set(view.all.flatMap((seen) => wordsOf(seen.fn.name).slice(0, 1))),
);

function definesStruct(tag: string, view: View): boolean {
  return structTags(view).has(tag);
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

const structTags = perView((view): ReadonlySet<string> => {
  const tags = new Set<string>();
  for (const { source } of view.files) {
    for (const line of source.lines) {
      const match = /^\s*(?:typedef\s+)?(?:struct|union)\s+(\w+)[^;(=]*\{/.exec(line.text);
      if (match) tags.add(match[1]!);
    }
  }
  return tags;
});

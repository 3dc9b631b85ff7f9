import type { Patch } from '../types.js';

const DECLARATION =
  /^\s*(?!return\b|goto\b|else\b|case\b|break\b)(?:[A-Za-z_]\w*[\s*]+)+(?:[\w\s*,]*?,\s*\**)?([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*(?:=[^=].*)?[;,]?/;

/**
 * Tells which names the patch brings in: declared on an added line, and standing on no other line that the mail shows. Code that the
 * mail does not show was there before the patch, so it cannot speak of them.
 */
export function newNames(patch: Patch): (name: string) => boolean {
  let names: ReadonlySet<string> | undefined;
  return (name) => (names ??= namesOf(patch)).has(name);
}

function namesOf(patch: Patch): ReadonlySet<string> {
  const declared = new Set<string>();
  const old = new Set<string>();
  for (const file of patch.files) {
    for (const hunk of file.hunks) {
      for (const line of hunk.lines) {
        if (line.kind !== 'added') {
          for (const word of line.text.match(/[A-Za-z_]\w*/g) ?? []) old.add(word);
          continue;
        }
        const closed = CLOSED.exec(line.text)?.[1];
        if (closed !== undefined) declared.add(closed);
        else if (DECLARATION.test(line.text)) for (const name of declaredNames(line.text)) declared.add(name);
      }
    }
  }
  return new Set([...declared].filter((name) => !old.has(name)));
}

/** The end of a struct inside another one: `} icu;`. */
const CLOSED = /^\s*\}\s*\**([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*;/;

const STRUCT = /^\s*(?:static\s+|typedef\s+)*(?:struct|union)\b[^;()=]*(?:\{[^}]*)?$/;

/** Tells which of the new names are fields of a struct or union. */
export function newFields(patch: Patch, isNewName: (name: string) => boolean): (name: string) => boolean {
  let fields: ReadonlySet<string> | undefined;
  return (name) => (fields ??= fieldsOf(patch)).has(name) && isNewName(name);
}

function fieldsOf(patch: Patch): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const file of patch.files) {
    for (const hunk of file.hunks) {
      let inside = STRUCT.test(hunk.heading);
      for (const line of hunk.lines) {
        if (/^[{}]/.test(line.text)) inside = line.text.startsWith('{') && inside;
        else if (STRUCT.test(line.text)) inside = true;
        else if (/^\w.*\(/.test(line.text)) inside = false;
        else if (inside && line.kind === 'added')
          for (const name of CLOSED.exec(line.text)?.slice(1) ?? declaredNames(line.text)) fields.add(name);
      }
    }
  }
  return fields;
}

/** The names of a declaration line such as `struct clk *a, *b = NULL;`. */
function declaredNames(text: string): readonly string[] {
  const head = text.replace(/=[^=,;]*(\([^)]*\))?/g, '').replace(/\[[^\]]*\]/g, '');
  return head
    .replace(/[;{].*$/, '')
    .split(',')
    .flatMap((part) => /([A-Za-z_]\w*)\s*$/.exec(part)?.[1] ?? []);
}

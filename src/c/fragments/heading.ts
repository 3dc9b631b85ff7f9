/** What a hunk heading says; `text` opens the thing, without the `{` of a function and with that of a list. */
export type Heading =
  | { readonly kind: 'function'; readonly name: string; readonly text: string }
  | { readonly kind: 'list'; readonly name: string; readonly text: string }
  | { readonly kind: 'type' }
  | { readonly kind: 'none' };

/** Reads a hunk heading, which git cuts off after 80 bytes and which may be stale or a label. */
export function readHeading(heading: string): Heading {
  const text = heading
    .replace(/\/\*.*?\*\//g, ' ')
    .trim()
    .replace(/\{\s*$/, '')
    .trim();
  if (text === '' || /^\w+\s*:/.test(text) || /^[#}]/.test(text)) return { kind: 'none' };
  const list =
    /(\w+)\s*(?:\[[^\]]*\])*\s*=\s*$/.exec(text) ??
    /^(?:static|const|struct)[^()]*?(\w+)\s*(?:\[[^\]]*\])*\s*=/.exec(text);
  if (list) return { kind: 'list', name: list[1]!, text: `${text.replace(/=.*$/, '=')} {` };
  if (/;\s*$/.test(text)) return { kind: 'none' };
  const fn = /(\w+)\s*\(/.exec(text);
  if (!fn)
    return /^(typedef\s+|static\s+|const\s+)*(struct|enum|union)\b/.test(text) ? { kind: 'type' } : { kind: 'none' };
  return { kind: 'function', name: fn[1]!, text: closeHead(text, fn[1]!) };
}

function closeHead(text: string, name: string): string {
  const open = (text.match(/\(/g) ?? []).length - (text.match(/\)/g) ?? []).length;
  const typed = /^\w+\s*\(/.test(text) && !/^[A-Z_0-9]+\(/.test(text) ? `int ${text}` : text;
  if (open <= 0) return typed;
  const comma = typed.lastIndexOf(',');
  const cut = comma > typed.indexOf(name) ? typed.slice(0, comma) : typed.slice(0, typed.indexOf('(') + 1);
  const missing = (cut.match(/\(/g) ?? []).length - (cut.match(/\)/g) ?? []).length;
  return cut + ')'.repeat(Math.max(0, missing));
}

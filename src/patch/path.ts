const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** Checks that a path of a diff header stays inside the tree; undefined for /dev/null; an `error` where it is refused. */
export function treePath(path: string | undefined): { readonly path?: string; readonly error?: string } {
  if (path === undefined || path === '' || path === '/dev/null') return {};
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(path)) return { error: 'path holds control characters' };
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.includes('\\'))
    return { error: 'path is absolute or not portable' };
  if (path.split('/').some((part) => part === '..' || part.toLowerCase() === '.git'))
    return { error: 'path leaves the tree' };
  return { path };
}

/** Undoes git's C-style quoting of `"a/\303\244.c"` (bytes are UTF-8); other text stays as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const source = Buffer.from(text.slice(1, -1));
  const bytes: number[] = [];
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== 92) {
      bytes.push(source[i]!);
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(source.subarray(i + 1, i + 4).toString('latin1'))?.[0];
    const short = String.fromCharCode(source[i + 1] ?? 92);
    bytes.push(octal === undefined ? (ESCAPES[short] ?? 92) : parseInt(octal, 8));
    i += octal !== undefined ? 3 : Object.hasOwn(ESCAPES, short) ? 1 : 0;
  }
  return Buffer.from(bytes).toString('utf8');
}

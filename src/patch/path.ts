/** Turns a path of a diff header into one inside the tree; undefined for /dev/null; an `error` where it leaves the tree. */
export function treePath(raw: string | undefined): { readonly path?: string; readonly error?: string } {
  if (raw === undefined || raw === '' || raw === '/dev/null') return {};
  const path = unescape(raw);
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(path)) return { error: 'path holds control characters' };
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.includes('\\'))
    return { error: 'path is absolute or not portable' };
  if (path.split('/').some((part) => part === '..' || part === '.git')) return { error: 'path leaves the tree' };
  return { path };
}

/** Undoes git's C-style quoting: `\303\244` is one character in UTF-8. */
function unescape(path: string): string {
  if (!path.includes('\\')) return path;
  const bytes: number[] = [];
  const source = Buffer.from(path);
  for (let i = 0; i < source.length; i++) {
    const octal =
      source[i] === 92 ? /^[0-3][0-7]{2}/.exec(source.subarray(i + 1, i + 4).toString('latin1'))?.[0] : undefined;
    if (octal === undefined) bytes.push(source[i]!);
    else {
      bytes.push(parseInt(octal, 8));
      i += 3;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/**
 * Access paths as text: `priv->clk`, `&pdev->dev`, `a.b[i]`.
 * `*p` is `p.*`, a part of what `p` names.
 * Two paths name the same resource when they are equal after `plain()`: indices are not told apart (`x[i]`, `x[0]`), `.` and `->` are one, and
 * `&` and `*` in front do not count.
 */

const cache = new Map<string, string>();

/** A path in its comparable form: `&priv->clk[i].hw` → `priv.clk[].hw`. */
export function plain(path: string): string {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const pointers = /^\**(?=[A-Za-z_])/.exec(path)?.[0].length ?? 0;
  let text = path.replace(/^[&*(]+/, '').replace(/->/g, '.') + '.*'.repeat(pointers);
  while (/\[[^[\]]+\]/.test(text)) text = text.replace(/\[[^[\]]+\]/g, '[]');
  text = text.replace(/[()]/g, '');
  if (cache.size > 20_000) cache.clear();
  cache.set(path, text);
  return text;
}

/** The variable that a path starts from. */
export function base(path: string): string {
  return /^[A-Za-z_]\w*/.exec(plain(path))?.[0] ?? '';
}

/** The last name of a path: `priv->clk[i]` → `clk`. */
export function tail(path: string): string {
  return /([A-Za-z_]\w*)[^A-Za-z_]*$/.exec(plain(path).replace(/\[\]/g, ''))?.[1] ?? '';
}

/** The names of the fields that a path goes through: `priv->icu.clk[i]` → `icu`, `clk`. */
export function fieldsOf(path: string): readonly string[] {
  return plain(path).replace(/\[\]/g, '').split('.').slice(1);
}

/** Whether the path is a plain variable. */
export function isVariable(path: string): boolean {
  return /^[A-Za-z_]\w*$/.test(path);
}

/** `outer` is the object that `inner` is a part of, or the same: `priv` and `priv->clk`. */
export function contains(outer: string, inner: string): boolean {
  const a = plain(outer);
  const b = plain(inner);
  return b === a || (b.startsWith(a) && (b[a.length] === '.' || b[a.length] === '['));
}

/** Whether two paths, as the source writes them, name elements that differ by a constant index: `clk[CLK_BUS]` and `clk[CLK_REF]`. */
export function isOtherElement(a: string, b: string): boolean {
  const [mine, theirs] = [constantIndices(a), constantIndices(b)];
  return mine.some((index, i) => index !== undefined && theirs[i] !== undefined && index !== theirs[i]);
}

function constantIndices(path: string): readonly (string | undefined)[] {
  return [...path.matchAll(/\[([^[\]]+)\]/g)].map(([, index]) =>
    /^(\d+|[A-Z][A-Z0-9_]*)$/.test(index!) ? index : undefined,
  );
}

/** Replaces the variable at the start of a path: `substitute('p->x', 'p', '&q')` → `q.x`. */
export function substitute(path: string, variable: string, by: string): string {
  const text = plain(path);
  if (base(text) !== variable) return text;
  const rest = text.slice(variable.length);
  return by.startsWith('&') && rest.startsWith('.*') ? plain(by) + rest.slice(2) : plain(by) + rest;
}

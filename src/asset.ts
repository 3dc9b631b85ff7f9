/** URL of a file beside the built code: paths are relative to `dist/`. Holds in the bundle, too, which stands in `dist/` itself. */
export function asset(path: string): URL {
  return new URL(path, import.meta.url);
}

import type { View } from '../../flow/view.js';

/** Whether the definition of a struct is in view. */
export function definesStruct(tag: string, view: View): boolean {
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

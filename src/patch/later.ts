import type { Patch, SourceFile } from '../types.js';
import type { Tree } from '../tree/tree.js';
import { applyLater } from './onward.js';
import { buildSides } from './sides.js';

/** The touched files as the rest of a series leaves them, with what the later patches show of other files. */
export async function filesAfter(
  after: readonly SourceFile[],
  later: readonly Patch[],
  tree: Tree,
): Promise<readonly SourceFile[]> {
  const files = new Map(after.map((source) => [source.path, source]));
  const put = (path: string, source: SourceFile | undefined): void => {
    if (source) files.set(source.path, source);
    if (source?.path !== path) files.delete(path);
  };
  for (const patch of later) {
    const unseen = patch.files.filter((file) => !files.has(file.oldPath ?? file.newPath ?? ''));
    for (const file of patch.files) {
      const path = file.oldPath ?? file.newPath ?? '';
      const known = files.get(path);
      if (known) put(path, applyLater(known, file) ?? (file.isDeleted ? undefined : known));
    }
    const { pairs } = await buildSides({ ...patch, files: unseen }, tree);
    for (const { path, after: source } of pairs) put(path, source);
  }
  return [...files.values()];
}

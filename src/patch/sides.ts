import type { FilePatch, Fragment, Patch, Side, Skipped, SourceFile, SourceLine, SourcePair } from '../types.js';
import type { Tree } from '../tree/tree.js';
import { noTree } from '../tree/tree.js';
import { applyHunks } from './apply.js';

export interface Sides {
  readonly pairs: readonly SourcePair[];
  readonly skipped: readonly Skipped[];
}

/** Builds both sides of every touched `.c` and `.h` file: complete where the file is new or the tree has it, else its hunks. */
export async function buildSides(patch: Patch, tree: Tree): Promise<Sides> {
  const pairs: SourcePair[] = [];
  const skipped: Skipped[] = [];
  for (const file of patch.files) {
    const path = file.newPath ?? file.oldPath;
    if (path === undefined || !/\.[ch]$/.test(path) || file.isBinary || file.hunks.length === 0) continue;
    pairs.push((await fromTree(file, path, tree, skipped)) ?? fromHunks(file, path));
  }
  return { pairs, skipped };
}

async function fromTree(
  file: FilePatch,
  path: string,
  tree: Tree,
  skipped: Skipped[],
): Promise<SourcePair | undefined> {
  if (tree === noTree || file.isNew || file.oldPath === undefined) return undefined;
  const text = await tree.read(file.oldPath, file.oldBlob);
  if (text === undefined) {
    if (tree.isPartial !== true)
      skipped.push({ file: path, reason: `not found in ${tree.name}: only its hunks were read` });
    return undefined;
  }
  const applied = applyHunks(text, file.hunks);
  if ('failed' in applied) {
    skipped.push({
      file: path,
      reason: `does not apply to ${tree.name} (hunk at line ${applied.failed}): only its hunks were read`,
    });
    return undefined;
  }
  const side = (name: Side, own: string | undefined, lines: readonly SourceLine[]): SourceFile | undefined =>
    own === undefined ? undefined : { path: own, side: name, complete: true, lines, fragments: [] };
  return {
    path,
    before: side('before', file.oldPath, applied.before),
    after: side('after', file.newPath, applied.after),
  };
}

function fromHunks(file: FilePatch, path: string): SourcePair {
  return {
    path,
    before: file.isNew ? undefined : fragmentsOf(file, file.oldPath ?? path, 'before'),
    after: file.isDeleted ? undefined : fragmentsOf(file, file.newPath ?? path, 'after'),
  };
}

function fragmentsOf(file: FilePatch, path: string, side: Side): SourceFile {
  const lines: SourceLine[] = [];
  const fragments: Fragment[] = [];
  const other = side === 'before' ? 'added' : 'removed';
  for (const hunk of file.hunks) {
    const start = lines.length;
    for (const line of hunk.lines) {
      if (line.kind === other) continue;
      const number = side === 'before' ? line.oldLine : line.newLine;
      lines.push({ text: line.text, kind: line.kind, line: number ?? 0, mailLine: line.mailLine });
    }
    fragments.push({ start, end: lines.length, heading: hunk.heading });
  }
  const complete = (file.isNew && side === 'after') || (file.isDeleted && side === 'before');
  return { path, side, complete, lines, fragments: complete ? [] : fragments };
}

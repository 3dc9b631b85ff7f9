import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Patch } from '../../dist/types.js';
import { run } from './run.js';
import { scratch } from './scratch.js';

/** A git folder with the files of a patch as they are after it; lines that the mail does not show are filled in, each different. */
export function patchedTree(patch: Patch): string {
  const dir = scratch();
  run('git', ['init', '-q'], { cwd: dir });
  for (const file of patch.files) {
    if (file.newPath === undefined) continue;
    const known = new Map<number, string>();
    for (const { lines } of file.hunks)
      for (const { newLine, text } of lines) if (newLine !== undefined) known.set(newLine, text);
    const last = Math.max(0, ...known.keys()) + (file.isNew ? 0 : 4);
    const text = Array.from({ length: last }, (_, i) => `${known.get(i + 1) ?? `/* line ${i + 1} */`}\n`).join('');
    mkdirSync(dirname(join(dir, file.newPath)), { recursive: true });
    writeFileSync(join(dir, file.newPath), text);
  }
  return dir;
}

import { spawnSync } from 'node:child_process';

/** A function as ctags sees it; the line counts from 1. */
export interface Tag {
  readonly name: string;
  readonly line: number;
}

/** The functions of the files, by path. Throws where universal-ctags is not installed. */
export function functionTags(files: readonly string[]): ReadonlyMap<string, readonly Tag[]> {
  const run = spawnSync('ctags', ['-x', '--c-kinds=f', '--languages=C', '--_xformat=%n\t%N\t%F', '-L', '-'], {
    input: files.join('\n'),
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
  if (run.error) throw new Error(`ctags cannot be run (package universal-ctags): ${run.error.message}`);
  if (run.status !== 0) throw new Error(`ctags failed: ${run.stderr}`);
  const tags = new Map<string, Tag[]>(files.map((file) => [file, []]));
  for (const row of run.stdout.split('\n')) {
    const [line, name, file] = row.split('\t');
    if (file !== undefined && name !== undefined) tags.get(file)?.push({ name, line: Number(line) });
  }
  return tags;
}

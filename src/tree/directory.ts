import { execFile } from 'node:child_process';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../user-error.js';
import type { Tree } from './tree.js';

/** A larger file is taken for unknown (bytes). */
const MAX_FILE = 4 * 1024 * 1024;

/** Files below a directory as they are now. Throws UserError where it is no directory. Links out of the directory are not followed. */
export async function directoryTree(dir: string): Promise<Tree> {
  const root = await realpath(dir).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) throw new UserError(`--tree ${dir}: no such directory`);
  const inside = async (path: string): Promise<string | undefined> => {
    const real = await realpath(join(root, path)).catch(() => undefined);
    return real !== undefined && (real === root || real.startsWith(root + sep)) ? real : undefined;
  };
  return {
    name: `--tree ${dir}`,
    read: async (path) => {
      const real = await inside(path);
      if (real === undefined) return undefined;
      const info = await stat(real);
      if (!info.isFile() || info.size > MAX_FILE) return undefined;
      return readFile(real, 'utf8');
    },
    siblings: async (path) => {
      const folder = await inside(dirname(path));
      if (folder === undefined) return [];
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => /\.[ch]$/.test(name))
        .sort()
        .map((name) => join(dirname(path), name));
    },
    grep: async (word, near, limit) => {
      if (!/^\w+$/.test(word)) return [];
      const folder = dirname(near);
      const args = ['-rlwF', '--include=*.c', '--include=*.h', '--', word, folder === '.' ? '.' : folder];
      const out = await promisify(execFile)('grep', args, { cwd: root, maxBuffer: 1 << 22, timeout: 2000 }).catch(
        () => ({ stdout: '' }),
      );
      return out.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.replace(/^\.\//, ''))
        .sort()
        .slice(0, limit);
    },
    close: () => Promise.resolve(),
  };
}

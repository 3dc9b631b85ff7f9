import { execFile } from 'node:child_process';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../user-error.js';
import { AROUND_PATIENCE, subsystemOf, type Tree } from './tree.js';

/** A larger file is taken for unknown (bytes). */
const MAX_FILE = 4 * 1024 * 1024;

/** Files of one folder that are searched. */
const MOST_SIBLINGS = 2000;

/** Files below a directory as they are now. Throws UserError where it is no directory. Links out of the directory are not followed. */
export async function directoryTree(dir: string): Promise<Tree> {
  const root = await realpath(dir).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) throw new UserError(`--tree ${dir}: no such directory`);
  const inside = async (path: string): Promise<string | undefined> => {
    const real = await realpath(join(root, path)).catch(() => undefined);
    return real !== undefined && (real === root || real.startsWith(root + sep)) ? real : undefined;
  };
  const folders = new Map<string, Promise<readonly string[]>>();
  const siblings = (path: string): Promise<readonly string[]> => {
    const folder = dirname(path);
    let known = folders.get(folder);
    if (!known) folders.set(folder, (known = list(folder)));
    return known;
  };
  const list = async (folder: string): Promise<readonly string[]> => {
    const real = await inside(folder);
    if (real === undefined) return [];
    const names = await readdir(real).catch(() => []);
    return names
      .filter((name) => /\.[ch]$/.test(name))
      .sort()
      .map((name) => join(folder, name));
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
    siblings,
    mentions: async (words, near, limit) => {
      const patterns = words.filter((word) => /^\w+$/.test(word)).flatMap((word) => ['-e', word]);
      const files = (await siblings(near)).slice(0, MOST_SIBLINGS);
      if (patterns.length === 0 || files.length === 0) return [];
      const args = ['-lswF', ...patterns, '--', ...files];
      const out = await promisify(execFile)('grep', args, { cwd: root, maxBuffer: 1 << 22, timeout: 2000 }).catch(
        (error: unknown) => ({ stdout: error instanceof Error && 'stdout' in error ? String(error.stdout) : '' }),
      );
      return out.stdout
        .split('\n')
        .filter((line) => line !== '')
        .slice(0, limit);
    },
    mentionsAround: async (words, near, limit) => {
      const patterns = words.filter((word) => /^\w+$/.test(word)).flatMap((word) => ['-e', word]);
      const folder = subsystemOf(near);
      if (patterns.length === 0 || folder === undefined || (await inside(folder)) === undefined) return [];
      const args = ['-rlswF', '--include=*.c', '--include=*.h', ...patterns, '--', folder];
      const out = await promisify(execFile)('grep', args, {
        cwd: root,
        maxBuffer: 1 << 22,
        timeout: AROUND_PATIENCE,
      }).catch(() => ({ stdout: '' }));
      return out.stdout
        .split('\n')
        .filter((line) => line !== '')
        .sort()
        .slice(0, limit);
    },
    close: () => Promise.resolve(),
  };
}

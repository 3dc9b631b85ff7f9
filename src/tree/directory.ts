import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { gitAt, PLAIN_GREP } from '../git/command.js';
import { UserError } from '../user-error.js';
import { linesOf, mentionsOf, patternsOf } from './grep.js';
import { remembering } from './remember.js';
import { NOWHERE, PATIENCE, subsystemOf, type Tree } from './tree.js';

/** A larger file is taken for unknown (bytes). */
const MAX_FILE = 4 * 1024 * 1024;

/** Files of one folder that are searched. */
const MOST_SIBLINGS = 2000;

/**
 * Files below a directory as they are now. Throws UserError where it is no directory. Links out of the directory are not followed. All of it is
 * searched only where it is the work tree of a git repository, whose index says at once which files there are.
 */
export async function directoryTree(dir: string): Promise<Tree> {
  const root = await realpath(dir).catch(() => undefined);
  if (root === undefined) throw new UserError(`--tree ${dir}: no such directory`);
  if (!(await stat(root)).isDirectory()) throw new UserError(`--tree ${dir}: not a directory`);
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
  let all: Promise<readonly string[] | undefined> | undefined;
  const find = async (): Promise<readonly string[] | undefined> => {
    const files = ['(', '-name', '*.c', '-o', '-name', '*.h', ')', '-type', 'f', '-printf', '%P\\n'];
    const lines = await linesOf(['find', '.', '-name', '.git', '-prune', '-o', ...files], root, PATIENCE.anywhere);
    return lines && [...lines].sort();
  };
  return remembering({
    name: `--tree ${dir}`,
    read: async (path) => {
      const real = await inside(path);
      if (real === undefined) return undefined;
      const info = await stat(real);
      if (!info.isFile() || info.size > MAX_FILE) return undefined;
      return readFile(real, 'utf8').catch(() => undefined);
    },
    siblings,
    mentions: async (words, near, limit) => {
      const patterns = patternsOf(words);
      const files = (await siblings(near)).slice(0, MOST_SIBLINGS);
      if (patterns.length === 0 || files.length === 0) return [];
      const lines = await linesOf(['grep', '-lswF', ...patterns, '--', ...files], root, PATIENCE.around);
      return lines?.slice(0, limit);
    },
    mentionsAround: async (words, near) => {
      const patterns = patternsOf(words);
      const folder = subsystemOf(near);
      if (patterns.length === 0 || folder === undefined || (await inside(folder)) === undefined) return NOWHERE;
      const which = ['--include=*.c', '--include=*.h'];
      return mentionsOf(await linesOf(['grep', '-roswF', ...which, ...patterns, '--', folder], root, PATIENCE.around));
    },
    mentionsAnywhere: async (words) => {
      const patterns = patternsOf(words);
      if (patterns.length === 0) return NOWHERE;
      const git = [...gitAt(), 'rev-parse', '--is-inside-work-tree'];
      if ((await linesOf(git, root, PATIENCE.around))?.[0] !== 'true') return 'unsearched';
      const grep = [...gitAt(), 'grep', '-owF', ...PLAIN_GREP, ...patterns, '--', '*.c', '*.h'];
      return mentionsOf(await linesOf(grep, root, PATIENCE.anywhere));
    },
    paths: () => (all ??= find()),
    close: () => Promise.resolve(),
  });
}

import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { catFile, type GitObject } from '../git/cat-file.js';
import { gitAt, PLAIN_GREP, PLAIN_LOG } from '../git/command.js';
import { commitOf } from '../git/commit.js';
import { linesOf, mentionsOf, patternsOf } from './grep.js';
import { remembering } from './remember.js';
import { NOWHERE, PATIENCE, subsystemOf, type Mentions, type Tree } from './tree.js';

const run = promisify(execFile);

/** A larger blob is taken for unknown (bytes). */
const MAX_FILE = 4 * 1024 * 1024;

/** Nothing that a mail names takes longer to look for in the history (ms). */
const HISTORY_PATIENCE = 2000;

/** Digits of an id of a mail that git is asked with: one fewer than all, for of an id in full a partial clone asks its server. */
const DIGITS = 39;

/**
 * Files from git objects: `DIR` or `DIR@REV`, as of REV (HEAD by default). What a mail names must be part of the history of REV: the blob of an index
 * line a version of that very file, a base commit an ancestor. One `git cat-file --batch` process serves all. Throws UserError where DIR is no
 * repository or REV is unknown.
 */
export async function gitTree(spec: string): Promise<Tree> {
  const at = spec.lastIndexOf('@');
  const dir = at > 0 ? spec.slice(0, at) : spec;
  const revision = at > 0 ? spec.slice(at + 1) : 'HEAD';
  const git = gitAt('-C', dir);
  const call = async (args: readonly string[], timeout = HISTORY_PATIENCE): Promise<string | undefined> => {
    const done = run('git', [...git.slice(1), ...args], { maxBuffer: 1 << 24, timeout });
    return done.then(
      ({ stdout }) => stdout,
      () => undefined,
    );
  };
  const commit = await commitOf(git, spec, dir, revision);
  const batch = catFile(git, MAX_FILE);

  /** Whether a blob is a version that a file had in the history of a commit. */
  const isVersion = async (blob: string, path: string, rev: string): Promise<boolean> => {
    const filter = [`--find-object=${blob}`, '--no-patch', ...PLAIN_LOG];
    const out = await call(['log', '-1', '--format=%H', ...filter, rev, '--', `:(top,literal)${path}`]);
    return out !== undefined && out.trim() !== '';
  };

  /** Whether files of the commit lie in the work tree, where a search is many times as fast as in objects; what it names is read from objects all the same. */
  const isCheckedOut = async (): Promise<boolean> => {
    const [isInside, head] = (await call(['rev-parse', '--is-inside-work-tree', 'HEAD']))?.split('\n') ?? [];
    return isInside === 'true' && head === commit;
  };
  let checked: Promise<boolean> | undefined;
  const checkedOut = (): Promise<boolean> => (checked ??= isCheckedOut());

  const grep = async (
    patterns: readonly string[],
    isInFiles: boolean,
    rev: string,
    where: readonly string[],
    patience: number,
  ): Promise<Mentions> => {
    const place = isInFiles ? [] : [rev];
    const lines = await linesOf(
      [...git, 'grep', '-owF', ...GREP, ...patterns, ...place, '--', ...where],
      undefined,
      patience,
    );
    return mentionsOf(isInFiles ? lines : lines?.map(withoutRevision));
  };

  const listed = new Map<string, Promise<readonly string[] | undefined>>();
  const list = async (rev: string): Promise<readonly string[] | undefined> => {
    const lines = await linesOf(
      [...git, 'ls-tree', '-r', '--name-only', '--full-tree', rev],
      undefined,
      PATIENCE.anywhere,
    );
    return lines && cFiles(lines);
  };

  const treeAt = (name: string, rev: string): Tree =>
    remembering({
      name,
      read: async (path, blob) => {
        const own = await batch.ask(`${rev}:${path}`);
        if (blob === undefined || !/^[0-9a-f]{7,64}$/.test(blob) || own?.id.startsWith(blob) === true)
          return textOf(own);
        const other = await batch.ask(blob.slice(0, DIGITS));
        const text = textOf(other);
        const isOther =
          other && text !== undefined && other.id.startsWith(blob) && (await isVersion(other.id, path, rev));
        return isOther ? text : textOf(own);
      },
      siblings: async (path) => {
        const folder = dirname(path);
        const where = folder === '.' ? [] : [`${folder}/`];
        const out = await call(['ls-tree', '--name-only', '--full-tree', rev, '--', ...where]);
        return cFiles((out ?? '').split('\n'));
      },
      mentions: async (words, near, limit) => {
        const patterns = patternsOf(words);
        if (patterns.length === 0) return [];
        const folder = dirname(near);
        const where = `:(top,literal)${folder === '.' ? '' : folder}`;
        const options = ['-lwF', '--max-depth', '0', ...GREP];
        const lines = await linesOf(
          [...git, 'grep', ...options, ...patterns, rev, '--', where],
          undefined,
          PATIENCE.around,
        );
        return lines && cFiles(lines.map(withoutRevision)).slice(0, limit);
      },
      mentionsAround: async (words, near) => {
        const patterns = patternsOf(words);
        const folder = subsystemOf(near);
        if (patterns.length === 0 || folder === undefined) return NOWHERE;
        return grep(patterns, await checkedOut(), rev, [`:(top,literal)${folder}`], PATIENCE.around);
      },
      mentionsAnywhere: async (words) => {
        const patterns = patternsOf(words);
        if (patterns.length === 0) return NOWHERE;
        if (!(await checkedOut())) return 'unsearched';
        return grep(patterns, true, rev, [':(top)*.c', ':(top)*.h'], PATIENCE.anywhere);
      },
      paths: () => {
        let known = listed.get(rev);
        if (!known) {
          if (listed.size >= MOST_LISTED) listed.clear();
          listed.set(rev, (known = list(rev)));
        }
        return known;
      },
      close: () => Promise.resolve(),
    });
  const base = treeAt(`--git ${spec}`, commit);

  /** The tree of an ancestor of the commit; the same for all mails that name it. */
  const ancestors = new Map<string, Promise<Tree>>();
  const ancestor = async (rev: string): Promise<Tree> => {
    const found = await batch.ask(rev.slice(0, DIGITS));
    if (found?.type !== 'commit' || !found.id.startsWith(rev)) return base;
    if (found.id === commit) return base;
    const isOurs = (await call(['merge-base', '--is-ancestor', found.id, commit])) !== undefined;
    return isOurs ? treeAt(`--git ${spec} at ${found.id.slice(0, 12)}`, found.id) : base;
  };
  return {
    ...base,
    at: (rev) => {
      if (!/^[0-9a-f]{12,64}$/.test(rev)) return base;
      if (!ancestors.has(rev)) {
        if (ancestors.size >= MOST_ANCESTORS) ancestors.clear();
        ancestors.set(rev, ancestor(rev));
      }
      const found = ancestors.get(rev)!;
      return {
        name: `${base.name} with base ${rev.slice(0, 12)}`,
        read: async (path, blob) => (await (await found).read(path, blob)) ?? base.read(path, blob),
        siblings: async (path) => (await found).siblings(path),
        mentions: async (words, near, limit) => (await found).mentions(words, near, limit),
        mentionsAround: async (words, near) => (await found).mentionsAround(words, near),
        mentionsAnywhere: async (words) => (await found).mentionsAnywhere(words),
        paths: async () => (await found).paths(),
        close: () => Promise.resolve(),
      };
    },
    close: () => batch.close(),
  };
}

/** Base commits whose place is remembered. */
const MOST_ANCESTORS = 64;

function textOf(object: GitObject | undefined): string | undefined {
  return object?.type === 'blob' && object.size <= MAX_FILE ? object.bytes.toString('utf8') : undefined;
}

function cFiles(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => /\.[ch]$/.test(path)).sort();
}

/** `git grep COMMIT` puts the commit before each path. */
function withoutRevision(line: string): string {
  return line.replace(/^[0-9a-f]+:/, '');
}

/** `path:match` from the top of the repository. */
const GREP: readonly string[] = [...PLAIN_GREP, '--full-name'];

/** Commits whose files are listed. */
const MOST_LISTED = 8;

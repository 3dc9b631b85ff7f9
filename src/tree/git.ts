import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../user-error.js';
import type { Tree } from './tree.js';

const run = promisify(execFile);

/** A larger blob is taken for unknown (bytes). */
const MAX_FILE = 4 * 1024 * 1024;

/**
 * Files from git objects: `DIR` or `DIR@REV`. A blob id of an index line is tried first, then the path in REV (HEAD by default). One
 * `git cat-file --batch` process serves all. Throws UserError where DIR is no repository or REV is unknown.
 */
export async function gitTree(spec: string): Promise<Tree> {
  const at = spec.lastIndexOf('@');
  const dir = at > 0 ? spec.slice(0, at) : spec;
  const revision = at > 0 ? spec.slice(at + 1) : 'HEAD';
  checkRevision(revision);
  const known = await run('git', [
    '-C',
    dir,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]).catch((error: unknown) => {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    const [first = ''] = text.split('\n');
    throw new UserError(`--git ${spec}: ${first === '' ? `no commit ${revision} in ${dir}` : first}`);
  });
  const commit = known.stdout.trim();
  const batch = catFile(dir);
  const treeAt = (rev: string): Tree => ({
    name: `--git ${spec}`,
    read: async (path, blob) => {
      if (/[\n\0]/.test(path)) return undefined;
      if (blob !== undefined && /^[0-9a-f]{7,64}$/.test(blob)) {
        const found = await batch.ask(blob);
        if (found !== undefined) return found;
      }
      return batch.ask(`${rev}:${path}`);
    },
    siblings: async (path) => {
      const folder = dirname(path);
      const args = [
        '-C',
        dir,
        'ls-tree',
        '--name-only',
        '--full-tree',
        rev,
        '--',
        folder === '.' ? '' : `${folder}/`,
      ].filter((arg) => arg !== '');
      const out = await run('git', args, { maxBuffer: 1 << 24 }).catch(() => ({ stdout: '' }));
      return out.stdout
        .split('\n')
        .filter((line) => /\.[ch]$/.test(line))
        .sort();
    },
    mentions: async (words, near, limit) => {
      const patterns = words.filter((word) => /^\w+$/.test(word)).flatMap((word) => ['-e', word]);
      if (patterns.length === 0) return [];
      const folder = dirname(near);
      const where = `:(top,glob)${folder === '.' ? '' : `${folder}/`}*.[ch]`;
      const args = ['-C', dir, 'grep', '-lwF', ...patterns, rev, '--', where];
      const out = await run('git', args, { maxBuffer: 1 << 24, timeout: 2000 }).catch(() => ({ stdout: '' }));
      return out.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.slice(line.indexOf(':') + 1))
        .slice(0, limit);
    },
    close: () => Promise.resolve(),
  });
  return {
    ...treeAt(commit),
    at: (rev) => {
      const base = treeAt(commit);
      if (!/^[0-9a-f]{12,64}$/.test(rev)) return base;
      const wanted = treeAt(rev);
      return { ...wanted, read: async (path, blob) => (await wanted.read(path, blob)) ?? base.read(path, blob) };
    },
    close: () => batch.close(),
  };
}

function checkRevision(revision: string): void {
  // eslint-disable-next-line no-control-regex
  if (revision === '' || revision.startsWith('-') || /[\x00-\x20\x7f]/.test(revision))
    throw new UserError(`--git: not a revision: ${JSON.stringify(revision)}`);
}

interface Batch {
  ask(name: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Talks to one `git cat-file --batch`: one question at a time, answers as `id type size\n` and the content, or `… missing`. */
function catFile(dir: string): Batch {
  let child: ChildProcessWithoutNullStreams | undefined;
  let buffer = Buffer.alloc(0);
  let waiting: ((text: string | undefined) => void) | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const settle = (text: string | undefined): void => {
    const done = waiting;
    waiting = undefined;
    done?.(text);
  };
  const look = (): void => {
    const end = buffer.indexOf(10);
    if (end < 0 || !waiting) return;
    const head = buffer.subarray(0, end).toString('utf8');
    const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(head);
    if (!match) {
      buffer = buffer.subarray(end + 1);
      settle(undefined);
      return;
    }
    const size = Number(match[2]);
    if (buffer.length < end + 1 + size + 1) return;
    const content = buffer.subarray(end + 1, end + 1 + size);
    const text = match[1] === 'blob' && size <= MAX_FILE ? content.toString('utf8') : undefined;
    buffer = buffer.subarray(end + size + 2);
    settle(text);
  };
  const start = (): ChildProcessWithoutNullStreams => {
    const started = spawn('git', ['-C', dir, 'cat-file', '--batch']);
    started.stdout.on('data', (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk]);
      look();
    });
    started.stdin.on('error', () => {
      settle(undefined);
    });
    started.on('error', () => {
      settle(undefined);
    });
    started.on('close', () => {
      settle(undefined);
    });
    return started;
  };
  return {
    ask: (name) => {
      const answer = queue.then(
        () =>
          new Promise<string | undefined>((resolve) => {
            child ??= start();
            waiting = resolve;
            child.stdin.write(`${name}\n`);
          }),
      );
      queue = answer;
      return answer;
    },
    close: () =>
      new Promise((resolve) => {
        if (child?.exitCode !== null) {
          resolve();
          return;
        }
        child.on('close', () => {
          resolve();
        });
        child.stdin.end();
      }),
  };
}

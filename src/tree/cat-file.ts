import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** A larger blob is taken for unknown (bytes). */
const MAX_FILE = 4 * 1024 * 1024;

/** An object of a repository. */
export interface GitObject {
  /** In full. */
  readonly id: string;
  readonly type: string;
  /** Of a blob that is not too large. */
  readonly text: string | undefined;
}

export interface Batch {
  /** Looks an object up by any name that git knows; a name of several lines is none. */
  ask(name: string): Promise<GitObject | undefined>;
  close(): Promise<void>;
}

type Asked = (found: GitObject | undefined) => void;

/**
 * Talks to one `git cat-file --batch`: one question at a time, answers as `id type size\n` and the content, or `… missing`. A process that ends, as
 * git does on some names, answers nothing; the next question starts another.
 */
export function catFile(git: readonly string[]): Batch {
  let child: ChildProcessWithoutNullStreams | undefined;
  let parts: Buffer[] = [];
  let size = 0;
  let wanted = 0;
  let waiting: Asked | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const settle = (found: GitObject | undefined): void => {
    const done = waiting;
    waiting = undefined;
    [parts, size, wanted] = [[], 0, 0];
    done?.(found);
  };
  const look = (): void => {
    if (!waiting || size < wanted) return;
    const buffer = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    parts = [buffer];
    const end = buffer.indexOf(10);
    if (end < 0) return;
    const match = /^([0-9a-f]+) (\w+) (\d+)$/.exec(buffer.toString('utf8', 0, end));
    if (!match) {
      settle(undefined);
      return;
    }
    const length = Number(match[3]);
    wanted = end + 1 + length + 1;
    if (size < wanted) return;
    const isText = match[2] === 'blob' && length <= MAX_FILE;
    const text = isText ? buffer.toString('utf8', end + 1, end + 1 + length) : undefined;
    settle({ id: match[1]!, type: match[2]!, text });
  };
  const start = (): ChildProcessWithoutNullStreams => {
    const started = spawn(git[0]!, [...git.slice(1), 'cat-file', '--batch']);
    started.stdout.on('data', (chunk: Buffer) => {
      parts.push(chunk);
      size += chunk.length;
      look();
    });
    const isOver = (): void => {
      if (child !== started) return;
      child = undefined;
      settle(undefined);
    };
    started.stdin.on('error', isOver);
    started.on('error', isOver);
    started.on('close', isOver);
    started.stderr.resume();
    return started;
  };
  return {
    ask: (name) => {
      if (/[\n\0]/.test(name)) return Promise.resolve(undefined);
      const answer = queue.then(
        () =>
          new Promise<GitObject | undefined>((resolve) => {
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
        const last = child;
        if (last?.exitCode !== null) {
          resolve();
          return;
        }
        last.on('close', () => {
          resolve();
        });
        last.stdin.end();
      }),
  };
}

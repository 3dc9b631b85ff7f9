import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** An object of a repository. */
export interface GitObject {
  /** In full. */
  readonly id: string;
  readonly type: string;
  /** Bytes that it has. */
  readonly size: number;
  /** As many of them as were asked for. */
  readonly bytes: Buffer;
}

export interface Batch {
  /** Looks an object up by any name that git knows; a name of several lines is none. */
  ask(name: string): Promise<GitObject | undefined>;
  close(): Promise<void>;
}

/** An answer that is coming in. */
interface Answer {
  readonly done: (found: GitObject | undefined) => void;
  head: string;
  match: RegExpExecArray | undefined;
  readonly parts: Buffer[];
  /** Bytes of the object, and the line end behind it, that are yet to come. */
  left: number;
  /** Of those, bytes that are kept. */
  wanted: number;
}

/**
 * Talks to one `git cat-file --batch`: one question at a time, answers as `id type size\n` and the content, or `… missing`; of larger objects the first
 * `most` bytes are kept. A process that ends, as git does on some names, answers nothing; the next question starts another. Ctrl-C does not
 * reach it: what is being reviewed is to be finished.
 */
export function catFile(git: readonly string[], most: number): Batch {
  let child: ChildProcessWithoutNullStreams | undefined;
  let answer: Answer | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const settle = (found: GitObject | undefined): void => {
    const { done } = answer ?? {};
    answer = undefined;
    done?.(found);
  };
  const take = (chunk: Buffer): void => {
    if (!answer) return;
    let rest = chunk;
    if (!answer.match) {
      const end = chunk.indexOf(10);
      answer.head += chunk.toString('utf8', 0, end < 0 ? chunk.length : end);
      if (end < 0) return;
      const match = /^([0-9a-f]+) (\w+) (\d+)$/.exec(answer.head);
      if (!match) {
        settle(undefined);
        return;
      }
      answer.match = match;
      answer.left = Number(match[3]) + 1;
      answer.wanted = Math.min(Number(match[3]), most);
      rest = chunk.subarray(end + 1);
    }
    if (answer.wanted > 0 && rest.length > 0) {
      const part = rest.subarray(0, answer.wanted);
      answer.parts.push(part);
      answer.wanted -= part.length;
    }
    answer.left -= rest.length;
    if (answer.left > 0) return;
    const { match, parts } = answer;
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    settle({ id: match[1]!, type: match[2]!, size: Number(match[3]), bytes });
  };
  const start = (): ChildProcessWithoutNullStreams => {
    const started = spawn(git[0]!, [...git.slice(1), 'cat-file', '--batch'], { detached: true });
    const isOver = (): void => {
      if (child !== started) return;
      child = undefined;
      settle(undefined);
    };
    started.stdout.on('data', take);
    started.stdin.on('error', isOver);
    started.on('error', isOver);
    started.on('close', isOver);
    started.stderr.resume();
    return started;
  };
  return {
    ask: (name) => {
      if (/[\n\0]/.test(name)) return Promise.resolve(undefined);
      const found = queue.then(
        () =>
          new Promise<GitObject | undefined>((resolve) => {
            child ??= start();
            answer = { done: resolve, head: '', match: undefined, parts: [], left: 0, wanted: 0 };
            child.stdin.write(`${name}\n`);
          }),
      );
      queue = found;
      return found;
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

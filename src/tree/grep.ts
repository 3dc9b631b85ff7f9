import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Mentions } from './tree.js';

/** What `grep` and `git grep` may print (bytes); words of which there is more are no driver's own. */
const MOST_OUTPUT = 4 << 20;

/** `-e WORD` for each that is a C name: nothing else that a mail holds gets into a command. */
export function patternsOf(words: readonly string[]): readonly string[] {
  return words.filter((word) => /^\w+$/.test(word)).flatMap((word) => ['-e', word]);
}

/** The lines that a search prints; undefined where it was stopped after `patience` ms, or for what it prints. Finding nothing, and a folder that is not there, are no lines. */
export async function linesOf(
  command: readonly string[],
  cwd: string | undefined,
  patience: number,
): Promise<readonly string[] | undefined> {
  const [program, ...args] = command;
  const options = {
    ...(cwd === undefined ? {} : { cwd }),
    maxBuffer: MOST_OUTPUT,
    timeout: patience,
    killSignal: 'SIGKILL' as const,
    env: { ...process.env, LC_ALL: 'C' },
  };
  const text = await promisify(execFile)(program!, args, options).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      if (!(error instanceof Error) || ('killed' in error && error.killed === true)) return undefined;
      if ('code' in error && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return undefined;
      return 'stdout' in error ? String(error.stdout) : '';
    },
  );
  return text?.split('\n').filter((line) => line !== '');
}

/** Reads `path:word` lines, of which one file may have many. */
export function mentionsOf(lines: readonly string[] | undefined): Mentions {
  if (lines === undefined) return 'too long';
  const files = new Map<string, Set<string>>();
  for (const line of lines) {
    const at = line.lastIndexOf(':');
    const path = line.slice(0, at);
    if (at < 0 || !/\.[ch]$/.test(path)) continue;
    const word = line.slice(at + 1);
    const known = files.get(word);
    if (known) known.add(path);
    else files.set(word, new Set([path]));
  }
  return new Map([...files].map(([word, paths]) => [word, [...paths].sort()]));
}

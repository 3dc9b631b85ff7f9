import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export const BIN = join(process.cwd(), 'bin/checkleak.js');

/** Runs checkleak as a user does. */
export function checkleak(args: readonly string[], options: SpawnSyncOptions = {}): Ran {
  return run(process.execPath, [BIN, ...args], options);
}

export function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}): Ran {
  const done = spawnSync(program, args, { input: '', ...options, encoding: 'utf8' });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

/** Whether a program is installed; a test that needs it skips itself visibly otherwise. */
export function lacks(program: string, args: readonly string[] = ['--version']): string | false {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0 ? false : `${program} is not installed`;
}

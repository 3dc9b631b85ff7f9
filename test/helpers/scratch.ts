import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** An empty folder that goes when the tests of this file are over. */
export function scratch(): string {
  if (made.length === 0)
    process.on('exit', () => {
      for (const dir of made) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    });
  const dir = mkdtempSync(join(tmpdir(), 'checkleak-'));
  made.push(dir);
  return dir;
}

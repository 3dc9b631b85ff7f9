import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BIN, lacks, run } from '../helpers/run.js';
import { scratch } from '../helpers/scratch.js';

const skip = lacks('script');

/** A run on a terminal of so many columns, with 0 for one that does not know; what the terminal got, both streams. */
function onTerminal(columns: number, args: string, count = 400, added: NodeJS.ProcessEnv = {}): string {
  const dir = scratch();
  const mails = join(dir, 'mails.mbox');
  const one = readFileSync('test-patches/demo/demo.patch', 'utf8');
  writeFileSync(mails, `${one}\n`.repeat(count));
  const log = join(dir, 'log');
  const command = `stty cols ${columns}; '${process.execPath}' '${BIN}' ${args.replace('MAILS', mails)}`;
  const env = { ...process.env, CI: undefined, TERM: 'xterm-256color', NO_COLOR: '', ...added };
  const done = run('script', ['-qec', command, log], { env, timeout: 60_000 });
  assert.equal(done.status, 1, 'it ends by itself, with findings');
  return readFileSync(log, 'utf8');
}

test('a terminal that does not know its width gets results and no progress', { skip }, () => {
  assert.doesNotMatch(onTerminal(0, '-j 1 --format terse MAILS > /dev/null'), /mails\/s/);
});

test('colour on a terminal; no progress for short work', { skip }, () => {
  const log = onTerminal(80, '-j 1 test-patches/demo/demo.patch');
  // eslint-disable-next-line no-control-regex
  assert.match(log, /\x1b\[31mhigh/);
  assert.doesNotMatch(log, /mails\/s/);
});

test('work that lasts shows its progress, and nothing of it stays', { skip }, () => {
  const log = onTerminal(80, '-j 2 --format terse MAILS > /dev/null', 1500);
  assert.match(log, /\d+ mails, \d+ findings, \d+ mails\/s/);
  const last = log.slice(log.lastIndexOf('mails/s'));
  // eslint-disable-next-line no-control-regex
  assert.match(last, /\x1b\[2K|\x1b\[1G|\x1b\[0K/, 'the line is cleared');
});

test('a terminal of a build machine gets no progress', { skip }, () => {
  assert.doesNotMatch(onTerminal(80, '-j 2 --format terse MAILS > /dev/null', 1500, { CI: 'true' }), /mails\/s/);
});

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { largeMbox } from '../helpers/large.js';
import { BIN, checkleak, lacks, run } from '../helpers/run.js';

const DEMO = 'test-patches/demo/demo.patch';
const skipFull = existsSync('/dev/full') ? false : 'there is no /dev/full';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Waits for the end of a process, and gathers what it writes; `onText` is told of all output so far. */
function endOf(child: ChildProcess, onText: (out: string) => void = () => undefined): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (err += part));
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    onText(out);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

function idsIn(json: string): readonly string[] {
  const { patches } = JSON.parse(json) as { readonly patches: readonly { readonly messageId: string }[] };
  return patches.map((one) => one.messageId);
}

for (const args of [
  [DEMO],
  ['-j2', '--format', 'json', largeMbox(90)],
  ['--format', 'sarif', DEMO],
  ['explain', 'clk'],
  ['rules'],
])
  test(
    `a full disk is told of: checkleak ${args
      .slice(0, 3)
      .join(' ')
      .replace(/\/tmp\S+/, 'MBOX')}`,
    { skip: skipFull },
    () => {
      const done = run('sh', ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, BIN, ...args]);
      assert.match(done.err, /^checkleak: cannot write the results: ENOSPC[^\n]*\n$/);
      assert.equal(done.status, 2);
    },
  );

for (const jobs of [1, 2])
  test(`a reader that has seen enough ends the run in silence, with ${jobs} jobs`, { skip: lacks('head') }, () => {
    const script = '"$@" | head -n 1';
    const done = run('sh', [
      '-c',
      script,
      'sh',
      process.execPath,
      BIN,
      '-j',
      `${jobs}`,
      '--format',
      'json',
      largeMbox(900),
    ]);
    assert.deepEqual([done.out, done.err], ['{\n', '']);
  });

test('a second Ctrl-C ends at once, with whole results', async () => {
  for (const jobs of ['1', '2']) {
    const child = spawn(process.execPath, [BIN, '--jobs', jobs, '--format', 'json', largeMbox(8000)]);
    let isAsked = false;
    const { code, out, err } = await endOf(child, (text) => {
      if (isAsked || text.length < 4000) return;
      isAsked = child.kill('SIGINT') && child.kill('SIGINT');
    });
    assert.equal(code, 130, err);
    const ids = idsIn(out);
    assert.ok(ids.length > 0 && ids.length < 8000);
    assert.deepEqual(
      ids,
      Array.from({ length: ids.length }, (_, i) => `<${i}@example.org>`),
    );
  }
});

test('SIGTERM leaves whole results, too', async () => {
  const child = spawn(process.execPath, [BIN, '--jobs', '2', '--format', 'json', largeMbox(8000)]);
  let isAsked = false;
  const { code, out, err } = await endOf(child, () => {
    if (!isAsked) isAsked = child.kill('SIGTERM');
  });
  assert.equal(code, 143, err);
  assert.ok(idsIn(out).length < 8000);
  assert.match(err, /^checkleak: interrupted after \d+ mails; their results are whole\n$/);
});

test('Ctrl-C ends a run that waits for input', async () => {
  const child = spawn(process.execPath, [BIN, '--format', 'json']);
  const ended = endOf(child);
  // Two whole mails, of which the second only ends with the input: once the first is out, the run waits.
  child.stdin.write(`From a Thu Jan  1 00:00:00 1970\nSubject: [PATCH] x\n\ntext\n\n`.repeat(2));
  await new Promise<void>((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGINT');
  const { code, out } = await ended;
  assert.equal(code, 130);
  assert.equal(idsIn(out).length, 1);
});

test('what is not read on stderr stops nothing', () => {
  const done = run('sh', ['-c', '"$@" 2>&-', 'sh', process.execPath, BIN, '--format', 'terse', DEMO]);
  assert.equal(done.status, 1);
  assert.equal(done.out, checkleak(['--format', 'terse', DEMO]).out);
});

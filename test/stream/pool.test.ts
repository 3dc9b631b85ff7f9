import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readOptions, type ReviewOptions } from '../../dist/cli/options.js';
import type { RawMail } from '../../dist/mail/read.js';
import { reviewElsewhere } from '../../dist/stream/pool.js';
import { largeMbox } from '../helpers/large.js';

const FAILING = pathToFileURL('test/stream/failing-worker.cjs');

/** What ends the worker, by the mail it is given, and how that is told. */
const ENDS: ReadonlyMap<number, readonly [what: string, told: RegExp]> = new Map([
  [3, ['abort', /SIGABRT/]],
  [11, ['crash always', /SIGKILL/]],
  [12, ['throw', /status 1\n[^]*nobody catches this/]],
  [23, ['crash with status', /status 7/]],
  [31, ['grow', /^the process ran out of memory$/]],
]);

interface Json {
  readonly patches: readonly { readonly messageId: string; readonly skipped: readonly { readonly reason: string }[] }[];
}

async function optionsFor(args: readonly string[]): Promise<ReviewOptions> {
  const request = await readOptions(args, tmpdir());
  assert.ok(request.kind === 'review');
  return request.options;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* mailsOf(texts: readonly string[]): AsyncGenerator<RawMail> {
  for (const [index, text] of texts.entries()) yield { source: 'box', index, bytes: Buffer.from(text) };
}

const children = (pid: number): readonly string[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((one) => one !== '');

const running = (
  file: string,
): { readonly pid: number; readonly out: Promise<string>; readonly code: Promise<number | null> } => {
  const child = spawn(process.execPath, ['bin/checkleak.js', '--jobs', '2', '--format', 'json', file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { pid: child.pid!, out: code.then(() => text), code };
};

const until = async (condition: () => boolean): Promise<void> => {
  for (let i = 0; i < 600 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
};

test('workers give what one process gives, in the same order', () => {
  const file = largeMbox(360);
  const run = (jobs: string): string =>
    spawnSync(process.execPath, ['bin/checkleak.js', '--jobs', jobs, '--format', 'json', '--verbose', file], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }).stdout;
  const one = run('1');
  assert.equal(run('2'), one);
  const ids = (JSON.parse(one) as Json).patches.map((patch) => patch.messageId);
  assert.deepEqual(
    ids,
    Array.from({ length: 360 }, (_, i) => `<${i}@example.org>`),
  );
});

test('a worker that crashes loses only the mail it crashed on, and that is named', async () => {
  const texts = Array.from({ length: 40 }, (_, i) => `Message-ID: <${i}@example.org>\n\n${ENDS.get(i)?.[0] ?? ''}`);
  const options = await optionsFor(['--jobs', '2', '--format', 'json']);
  const outcomes = [];
  for await (const outcome of reviewElsewhere(mailsOf(texts), options, new AbortController().signal, FAILING))
    outcomes.push(outcome);
  assert.deepEqual(
    outcomes.map((one) => one.index),
    texts.map((_, i) => i),
  );
  const lost = outcomes.filter((one) => one.crash !== undefined);
  assert.deepEqual(
    lost.map((one) => one.index),
    [...ENDS.keys()],
  );
  for (const one of lost) {
    assert.match(one.name, new RegExp(`<${one.index}@example\\.org>`));
    assert.match(one.crash ?? '', ENDS.get(one.index)![1]);
    assert.match(one.text, /checkleak failed on this mail/);
  }
});

test('a killed worker loses nothing', { skip: process.platform !== 'linux' }, async () => {
  const run = running(largeMbox(2000));
  await until(() => children(run.pid).length === 2);
  await new Promise((resolve) => setTimeout(resolve, 400));
  for (const pid of children(run.pid).slice(0, 1)) process.kill(Number(pid), 'SIGKILL');
  const { patches } = JSON.parse(await run.out) as Json;
  assert.deepEqual(
    patches.map((patch) => patch.messageId),
    Array.from({ length: 2000 }, (_, i) => `<${i}@example.org>`),
  );
  assert.ok(patches.every((patch) => patch.skipped.every((one) => !one.reason.includes('failed'))));
});

test('who leaves the pool early leaves no worker behind', { skip: process.platform !== 'linux' }, async () => {
  const mails = readFileSync(largeMbox(1500), 'utf8').split(/^(?=From )/m);
  const before = children(process.pid).length;
  for (let round = 0; round < 5; round++) {
    const options = await optionsFor(['--jobs', '2', '--format', 'json', '-']);
    for await (const outcome of reviewElsewhere(mailsOf(mails), options, new AbortController().signal))
      if (outcome.index > 2 + round * 20) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.equal(children(process.pid).length, before);
});

test('Ctrl-C leaves whole results', { skip: process.platform !== 'linux' }, async () => {
  const run = running(largeMbox(8000));
  await until(() => children(run.pid).length === 2);
  await new Promise((resolve) => setTimeout(resolve, 700));
  process.kill(run.pid, 'SIGINT');
  assert.equal(await run.code, 130);
  const { patches } = JSON.parse(await run.out) as Json;
  assert.ok(patches.length < 8000);
  for (const [i, patch] of patches.entries()) assert.equal(patch.messageId, `<${i}@example.org>`);
});

test('what workers cannot use is refused once, in words', () => {
  const done = spawnSync(
    process.execPath,
    ['bin/checkleak.js', '--jobs', '2', '--tree', '/no/such/tree', largeMbox(360)],
    { encoding: 'utf8' },
  );
  assert.equal(done.status, 2);
  assert.match(done.stderr, /^checkleak: --tree \/no\/such\/tree: no such directory\n$/);
});

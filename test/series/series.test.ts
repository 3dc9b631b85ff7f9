import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RawMail } from '../../dist/mail/read.js';
import { partOf, sameSeries } from '../../dist/mail/series.js';
import { withSeries } from '../../dist/stream/series.js';
import { checkleak } from '../helpers/run.js';
import { scratch } from '../helpers/scratch.js';

interface Json {
  readonly patches: readonly {
    readonly findings: readonly { readonly check: string; readonly confidence: string; readonly message: string }[];
  }[];
}

const folder = 'test-patches/series';

function findingsIn(args: readonly string[], input = ''): readonly string[] {
  const { out } = checkleak(['--format', 'json', ...args], { input });
  return (JSON.parse(out) as Json).patches.flatMap((patch, i) =>
    patch.findings.map((one) => `${i + 1} ${one.check} ${one.confidence}`),
  );
}

for (const [name, check] of [
  ['exit', 'leak-on-error-path'],
  ['teardown', 'leak-at-teardown'],
] as const) {
  test(`a later patch of the series repairs it: ${check}`, () => {
    const file = `${folder}/repaired-${name}.mbox`;
    assert.deepEqual(findingsIn([file]), []);
    assert.deepEqual(findingsIn(['--confidence', 'low', file]), [`1 ${check} low`]);
    assert.match(checkleak(['--confidence', 'low', '--format', 'terse', file]).out, /the series is not bisectable/);
    assert.match(
      checkleak(['--confidence', 'low', '--format', 'reply', file]).out,
      /series is not\s+(?:> )?bisectable/,
    );
  });

  test(`a later patch of the series does not repair it: ${check}`, () => {
    assert.deepEqual(findingsIn([`${folder}/kept-${name}.mbox`]), [`1 ${check} high`]);
  });

  test(`the first patch of the series alone: ${check}`, () => {
    const [first = ''] = parts(`repaired-${name}.mbox`);
    assert.deepEqual(findingsIn([], first), [`1 ${check} high`]);
  });
}

test('the parts of a series in several files, in any order, among other mails', () => {
  const dir = scratch();
  const [first = '', second = ''] = parts('repaired-exit.mbox');
  const [other = ''] = parts('kept-teardown.mbox');
  const files = [first, other.replace(/\[PATCH 1\/2\]/, '[PATCH]'), second].map((text, i) => {
    writeFileSync(join(dir, `${i}.patch`), text);
    return join(dir, `${i}.patch`);
  });
  assert.deepEqual(findingsIn(files), ['2 leak-at-teardown high']);
  assert.deepEqual(findingsIn([dir]), ['2 leak-at-teardown high']);
});

test('a later part that stands before it in the input', () => {
  const [first = '', second = ''] = parts('repaired-exit.mbox');
  assert.deepEqual(findingsIn([], second + first), []);
});

test('git send-email asks for one mail at a time; the rest of the series is in the same folder', () => {
  const [first = '', second = ''] = parts('repaired-exit.mbox');
  const dir = scratch();
  const [one, two] = [join(dir, '0001-read-a-table.patch'), join(dir, '0002-free-the-table.patch')];
  writeFileSync(one, first);
  assert.equal(checkleak(['hook', 'sendemail-validate', one]).status, 1);
  writeFileSync(two, second);
  const { status, err } = checkleak(['hook', 'sendemail-validate', one]);
  assert.equal(err, '');
  assert.equal(status, 0);
});

test('where a patch between two is missing, the hunks of one function are told apart', () => {
  const found = (name: string): readonly string[] =>
    findingsIn(['--confidence', 'low', `${folder}/missing-middle${name}.mbox`]);
  assert.deepEqual(found(''), ['1 leak-at-teardown high']);
  assert.deepEqual(found('-repaired'), ['1 leak-at-teardown low']);
});

test('two versions of a series are two series', () => {
  const [first = '', second = ''] = parts('repaired-exit.mbox');
  assert.deepEqual(findingsIn([], first + second.replace('[PATCH 2/2]', '[PATCH v2 2/2]')), [
    '1 leak-on-error-path high',
  ]);
});

test('worker processes see the rest of a series', () => {
  const [first = '', second = ''] = parts('repaired-exit.mbox');
  const filler = `From 1 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] x\n\n${'word '.repeat(12_000)}\n\n`;
  const dir = scratch();
  const file = join(dir, 'all.mbox');
  writeFileSync(file, [filler.repeat(16), first, filler, second, first.replace('1/2', '1/3')].join(''));
  assert.deepEqual(findingsIn(['--jobs', '2', file]), ['20 leak-on-error-path high']);
});

test('what belongs to one series is told by thread, by the name of the sending, or by the folder', () => {
  const part = (head: string, source = 'a/x.mbox'): NonNullable<ReturnType<typeof partOf>> => {
    const found = partOf({ source, index: 0, bytes: Buffer.from(`${head}\n\nbody`) });
    assert.ok(found);
    return found;
  };
  const first = part('Subject: [PATCH net v2 1/3] a\nMessage-ID: <20260105.77-1-ada@example.org>');
  const reply = part(
    'Subject: =?utf-8?q?=5BPATCH_net_v2_2/3=5D_=C3=A4?=\nIn-Reply-To: <20260105.77-1-ada@example.org>',
  );
  const alone = part('Subject: [PATCH net v2 3/3] b\nMessage-ID: <20260105.77-3-ada@example.org>');
  const other = part('Subject: [PATCH net v2 3/3] b\nMessage-ID: <20260106.78-3-ada@example.org>');
  assert.ok(sameSeries(first, reply));
  assert.ok(sameSeries(first, alone));
  assert.ok(!sameSeries(first, other));
  const unsent = part('Subject: [PATCH 1/2] a');
  assert.ok(sameSeries(unsent, part('Subject: [PATCH 2/2] b')));
  assert.ok(!sameSeries(unsent, part('Subject: [PATCH 2/2] b', 'b/x.mbox')));
  assert.equal(partOf({ source: 'a', index: 0, bytes: Buffer.from('Subject: Re: [PATCH 1/2] a\n\n') }), undefined);
});

function parts(name: string): readonly string[] {
  return readFileSync(join(folder, name), 'utf8').split(/(?=^From 1)/m);
}

test('a part waits for the rest of its series no longer than a pause of the input', { timeout: 30_000 }, async () => {
  const [first, second] = parts('repaired-exit.mbox').map((text) => Buffer.from(text));
  let resume = (): void => undefined;
  const isSeen = new Promise<void>((resolve) => (resume = resolve));
  async function* slow(): AsyncGenerator<RawMail> {
    yield { source: '-', index: 0, bytes: first! };
    await isSeen;
    yield { source: '-', index: 1, bytes: second! };
  }
  const seen: RawMail[] = [];
  for await (const raw of withSeries(slow(), undefined, 20)) {
    seen.push(raw);
    resume();
  }
  assert.deepEqual(
    seen.map(({ index, later }) => [index, later?.length ?? 0]),
    [
      [0, 0],
      [1, 0],
    ],
  );
});

test('a part gets the rest of its series as soon as it is there', { timeout: 30_000 }, async () => {
  const [first, second] = parts('repaired-exit.mbox').map((text) => Buffer.from(text));
  let resume = (): void => undefined;
  const isSeen = new Promise<void>((resolve) => (resume = resolve));
  async function* open(): AsyncGenerator<RawMail> {
    yield { source: '-', index: 0, bytes: first! };
    await new Promise((resolve) => setTimeout(resolve, 30));
    yield { source: '-', index: 1, bytes: second! };
    await isSeen;
  }
  const seen: RawMail[] = [];
  for await (const raw of withSeries(open(), undefined, 1_000_000)) {
    seen.push(raw);
    resume();
  }
  assert.deepEqual(
    seen.map(({ later }) => later?.map(({ index }) => index)),
    [[1], undefined],
  );
});

test('what cannot be read behind a pause is told of', async () => {
  const [first] = parts('repaired-exit.mbox').map((text) => Buffer.from(text));
  async function* broken(): AsyncGenerator<RawMail> {
    yield { source: '-', index: 0, bytes: first! };
    await new Promise((resolve) => setTimeout(resolve, 60));
    throw new Error('no more');
  }
  const seen: number[] = [];
  const all = async (): Promise<void> => {
    for await (const { index } of withSeries(broken(), undefined, 10)) {
      seen.push(index);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await assert.rejects(all, /no more/);
  assert.deepEqual(seen, [0]);
});

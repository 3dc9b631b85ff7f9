import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { driver, makeRepository, type Repository } from '../helpers/repository.js';
import { checkleak, lacks, run } from '../helpers/run.js';

const skip = lacks('b4');
const help = skip ? '' : run('b4', ['prep', '--help']).out;
const skipCheck =
  skip || (!help.includes('--check') && `b4 ${run('b4', ['--version']).out.trim()} has no prep --check`);

/** A branch that `b4 prep` keeps, with one patch that adds the driver. */
function prepared(isLeaking: boolean): Repository {
  const repository = makeRepository();
  const { write, run: inside } = repository;
  write('README', 'a tree\n');
  inside('git', 'add', '.');
  inside('git', 'commit', '-qm', 'start');
  const made = inside('b4', 'prep', '-n', 'quux', '-f', 'main');
  assert.equal(made.status, 0, made.err);
  write('drivers/misc/quux.c', driver(isLeaking));
  inside('git', 'add', '.');
  inside('git', 'commit', '-qm', 'misc: quux: add a driver');
  return repository;
}

for (const isLeaking of [false, true]) {
  test(`b4 prep --check: ${isLeaking ? 'a leak fails' : 'a clean patch passes'}`, { skip: skipCheck }, () => {
    const repository = prepared(isLeaking);
    repository.run('git', 'config', 'b4.prep-perpatch-check-cmd', 'checkleak --format b4');
    const { out, err } = repository.run('b4', 'prep', '--check');
    assert.equal((out + err).includes('clk_prepare_enable'), isLeaking, out + err);
  });

  test(`the command that b4 runs for each patch that it writes: ${isLeaking ? 'a leak' : 'clean'}`, { skip }, () => {
    const repository = prepared(isLeaking);
    const made = repository.run('b4', 'prep', '-p', '../out');
    assert.equal(made.status, 0, made.err);
    const out = join(repository.dir, '../out');
    const mails = readdirSync(out).map((name) => readFileSync(join(out, name)));
    assert.ok(mails.length > 0);
    const cwd = repository.dir;
    const ran = mails.map((input) => checkleak(['--format', 'b4'], { cwd, input }));
    for (const one of ran) assert.equal(one.err, '', 'b4 takes any line on stderr for a failure');
    const lines = ran.flatMap((one) => one.out.split('\n')).filter((line) => line !== '');
    if (!isLeaking) {
      assert.deepEqual(lines, []);
      assert.ok(ran.every((one) => one.status === 0));
      return;
    }
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^-:drivers\/misc\/quux\.c:6: ERROR: /);
  });
}

test('what b4 gives on stdin may be no patch at all: nothing is printed, exit 0', () => {
  const cover = 'From: a@example.org\nSubject: [PATCH 0/2] quux\n\nTwo changes.\n';
  for (const format of ['b4', 'b4-json'] as const) {
    const { status, out, err } = checkleak(['--format', format], { input: cover });
    assert.equal(status, 0);
    assert.equal(err, '');
    if (format === 'b4') assert.equal(out, '');
  }
});

test('b4 review checks: an array of tool, status, summary, url, details', () => {
  const read = (path: string): Record<string, string>[] =>
    JSON.parse(checkleak(['--format', 'b4-json', path]).out) as Record<string, string>[];
  const [leak] = read('test-patches/demo/demo.patch');
  assert.deepEqual(Object.keys(leak!), ['tool', 'status', 'summary', 'url', 'details']);
  assert.equal(leak!.status, 'fail');
  assert.equal(read('test-patches/memory/ok-early-return.patch')[0]!.status, 'pass');
});

test('b4 am takes the patches of a thread that holds our replies, and nothing of the remedies', { skip }, () => {
  const repository = makeRepository();
  // b4 0.12 fails by itself on a folded subject that is not ASCII.
  const series = readFileSync('test/report/mails/series.mbox', 'utf8').replace(
    /^(Subject: \[PATCH v2 1\/3\]).*\n .*$/m,
    '$1 misc: quux: add a driver',
  );
  const replies = checkleak(['--format', 'mbox', '-'], { input: series }).out;
  assert.match(replies, /^-- >8 --$/m);
  const thread = join(repository.dir, '../thread.mbox');
  const out = join(repository.dir, '../am');
  mkdirSync(out);
  const am = (text: string): string => {
    writeFileSync(thread, text);
    const done = repository.run('b4', 'am', '-m', thread, '-o', out, '--no-cover', '2026010511-0@example.org');
    assert.equal(done.status, 0, done.err);
    const [name] = readdirSync(out).filter((one) => one.endsWith('.mbx'));
    return readFileSync(join(out, name!), 'utf8');
  };
  const without = am(series);
  assert.match(without, /clk_prepare_enable/);
  assert.equal(am(series + replies), without);
});

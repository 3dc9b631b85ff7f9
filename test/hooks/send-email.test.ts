import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { driver, makeRepository, type Repository } from '../helpers/repository.js';
import { lacks, type Ran } from '../helpers/run.js';

const skip =
  (lacks('git', ['send-email', '--dump-aliases']) && 'git send-email is not installed') ||
  (lacks('perl', ['-MMail::Address', '-e1']) && 'the Mail::Address that git send-email needs is not installed');

const HOOK = '#!/bin/sh\nexec checkleak hook sendemail-validate "$1"\n';

/** A repository with a cover letter and two patches in `out/`; the second adds the driver. */
function series(isLeaking: boolean, message = 'misc: quux: add a driver'): Repository {
  const repository = makeRepository();
  const { write, run } = repository;
  write('README', 'a tree\n');
  run('git', 'add', '.');
  run('git', 'commit', '-qm', 'start');
  write('drivers/misc/Makefile', 'obj-y += quux.o\n');
  run('git', 'add', '.');
  run('git', 'commit', '-qm', 'misc: build quux');
  write('drivers/misc/quux.c', driver(isLeaking));
  run('git', 'add', '.');
  run('git', 'commit', '-qm', message);
  const made = run('git', 'format-patch', '-q', '-2', '--cover-letter', '-o', '../out');
  assert.equal(made.status, 0, made.err);
  return repository;
}

function send(repository: Repository, ...args: readonly string[]): Ran {
  const out = join(repository.dir, '../out');
  const mails = readdirSync(out).map((name) => join(out, name));
  return repository.run(
    'git',
    'send-email',
    '--dry-run',
    '--force',
    '--confirm=never',
    '--to=list@example.org',
    ...args,
    ...mails.sort(),
  );
}

test('git send-email: a clean series is sent, and the hook says nothing', { skip }, () => {
  const repository = series(false);
  const before = send(repository);
  assert.equal(before.status, 0, before.err);
  repository.write('.git/hooks/sendemail-validate', HOOK, 0o755);
  const { status, out, err } = send(repository);
  assert.equal(status, 0, err);
  assert.equal(out.match(/^Dry-OK/gm)?.length, 3);
  assert.equal(err, before.err);
  assert.doesNotMatch(out + err, /checkleak: |warning:/);
});

test('git send-email: a leak stops the whole series before the first mail', { skip }, () => {
  const repository = series(true);
  repository.write('.git/hooks/sendemail-validate', HOOK, 0o755);
  const { status, out, err } = send(repository);
  assert.notEqual(status, 0);
  assert.doesNotMatch(out, /^Dry-OK/m);
  assert.match(err, /drivers\/misc\/quux\.c:6: warning: 'q->clk' from clk_prepare_enable\(\) is not given back/);
  assert.match(err, /checkleak: nothing was sent/);
});

test('git send-email: a trailer of the author lets it pass, and --no-validate skips the hook', { skip }, () => {
  const repository = series(true, 'misc: quux: add a driver\n\nCheckleak-Ignore: clk the firmware owns this clock');
  repository.write('.git/hooks/sendemail-validate', HOOK, 0o755);
  const { status, out, err } = send(repository);
  assert.equal(status, 0, err);
  assert.equal(out.match(/^Dry-OK/gm)?.length, 3);
  assert.match(err, /ignored by the author: the firmware owns this clock/);
  const leaking = series(true);
  leaking.write('.git/hooks/sendemail-validate', HOOK, 0o755);
  assert.equal(send(leaking, '--no-validate').status, 0);
});

test('git send-email: .checkleak.yaml of the tree counts, a broken one stops the sending', { skip }, () => {
  const repository = series(true);
  repository.write('.git/hooks/sendemail-validate', HOOK, 0o755);
  repository.write('.checkleak.yaml', 'ignore: [clk]\n');
  assert.equal(send(repository).status, 0);
  repository.write('.checkleak.yaml', 'ignore: clk\n');
  const { status, err } = send(repository);
  assert.notEqual(status, 0);
  assert.match(err, /\.checkleak\.yaml:1: ignore: write a list of words/);
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parseMail } from '../../dist/mail/parse.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail } from '../../dist/run.js';
import { directoryTree } from '../../dist/tree/directory.js';
import { gitTree } from '../../dist/tree/git.js';
import type { Tree } from '../../dist/tree/tree.js';
import { driver } from '../helpers/repository.js';
import { scratch } from '../helpers/scratch.js';

const PATH = 'drivers/quux.c';
const SECRET = driver(true).replace('quux_reset(q)', 'quux_secret_key(q, 0x5ec3e7)');
const catalogue = await loadCatalogue([]);

interface Repository {
  readonly dir: string;
  readonly git: (...args: readonly string[]) => string;
  readonly write: (path: string, text: string) => void;
}

/** `main` has a driver in two versions; `private` has a third that nobody shall see. */
function repository(): Repository {
  const dir = scratch();
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  git('init', '-q', '-b', 'main');
  write(PATH, `int first;\n${driver(false)}`);
  write('drivers/other.c', 'int other;\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'private');
  write(PATH, SECRET);
  git('commit', '-qam', 'secret');
  git('checkout', '-q', 'main');
  write(PATH, driver(false));
  git('commit', '-qam', 'two');
  return { dir, git, write };
}

/** A patch to the secret version of the driver that says which object it is made for. */
function mailFor(blob: string, base: string): string {
  return [
    'From: A <a@example.org>',
    'Subject: [PATCH] quux: x',
    '',
    '---',
    `diff --git a/${PATH} b/${PATH}`,
    `index ${blob}..1234567 100644`,
    `--- a/${PATH}`,
    `+++ b/${PATH}`,
    '@@ -1,2 +1,3 @@',
    ' static int quux_probe(struct platform_device *pdev)',
    ' {',
    '+\tint unused;',
    '-- ',
    '2.39',
    '',
    `base-commit: ${base}`,
    '',
  ].join('\n');
}

async function reportOn(text: string, tree: Tree): Promise<string> {
  const mail = await parseMail(Buffer.from(text), 'x', 0);
  const { report } = await reviewMail(mail, {
    tree,
    catalogue,
    allMails: false,
    confidence: 'low',
    only: [],
    ignore: [],
  });
  return JSON.stringify(report);
}

test('an index line reads no other version than one of its file in the history asked for', async () => {
  const { dir, git } = repository();
  const tree = await gitTree(dir);
  const now = git('rev-parse', `HEAD:${PATH}`);
  const old = git('rev-parse', `HEAD~1:${PATH}`);
  const secret = git('rev-parse', `private:${PATH}`);
  const other = git('rev-parse', 'HEAD:drivers/other.c');
  const loose = execFileSync('git', ['-C', dir, 'hash-object', '-w', '--stdin'], { input: SECRET + '\n' });
  assert.equal(await tree.read(PATH, now), driver(false));
  assert.equal(await tree.read(PATH, old.slice(0, 12)), `int first;\n${driver(false)}`);
  for (const id of [secret, secret.slice(0, 12), other, loose.toString().trim(), git('rev-parse', 'private')])
    assert.equal(await tree.read(PATH, id), driver(false), id);
  assert.equal(await tree.read('drivers/none.c', secret), undefined);
  await tree.close();
});

test('a base commit that is no ancestor is not read, nor is a name that looks like an id', async () => {
  const { dir, git } = repository();
  git('branch', 'deadbeefdeadbeef', 'private');
  const tree = await gitTree(dir);
  for (const base of [git('rev-parse', 'private'), git('rev-parse', 'private').slice(0, 12), 'deadbeefdeadbeef'])
    assert.equal(await tree.at?.(base).read(PATH, undefined), driver(false), base);
  assert.equal(await tree.at?.(git('rev-parse', 'HEAD~1')).read(PATH, undefined), `int first;\n${driver(false)}`);
  assert.deepEqual(await tree.at?.(git('rev-parse', 'private')).mentions(['quux_secret_key'], PATH, 9), []);
  await tree.close();
});

test('a mail that names secret objects learns nothing of them', async () => {
  const { dir, git } = repository();
  const tree = await gitTree(dir);
  const secret = mailFor(git('rev-parse', `private:${PATH}`), git('rev-parse', 'private'));
  const unknown = mailFor('7'.repeat(40), '7'.repeat(40));
  const told = (await reportOn(secret, tree)).replaceAll(/at [0-9a-f]{12}|base [0-9a-f]{12}/g, '');
  assert.equal(told, (await reportOn(unknown, tree)).replaceAll(/at [0-9a-f]{12}|base [0-9a-f]{12}/g, ''));
  assert.doesNotMatch(told, /secret_key/);
  await tree.close();
});

test('names that git refuses end no review', async () => {
  const { dir } = repository();
  const tree = await gitTree(dir);
  const odd = [
    '../x.h',
    '../../../etc/passwd',
    '-x',
    '--output=x',
    ':(exclude)*',
    'a\nb',
    '**/*',
    '',
    '.',
    '/',
    '@{1}',
  ];
  for (const path of odd) {
    assert.equal(await tree.read(path, undefined), undefined, path);
    await tree.siblings(`${path}/x.c`);
    assert.deepEqual(await tree.mentions(['int'], `${path}/y.c`, 9), [], path);
    assert.equal(await tree.read(PATH, undefined), driver(false), path);
  }
  for (const base of ['-x', '--output=x', 'HEAD', 'HEAD^{/secret}', ':/secret', 'private'])
    assert.equal(await tree.at?.(base).read(PATH, undefined), driver(false));
  await tree.close();
});

test('nothing that the settings of the repository name is started', async () => {
  const { dir, git, write } = repository();
  const marker = join(dir, 'started');
  const script = join(dir, 'evil.sh');
  write('evil.sh', `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`);
  chmodSync(script, 0o755);
  const settings = [
    'core.fsmonitor',
    'core.pager',
    'pager.grep',
    'pager.log',
    'pager.ls-tree',
    'core.alternateRefsCommand',
    'diff.external',
    'diff.evil.command',
    'diff.evil.textconv',
    'filter.evil.smudge',
    'filter.evil.process',
    'gpg.program',
    'core.sshCommand',
    'core.editor',
  ];
  for (const key of settings) git('config', key, script);
  for (const key of ['log.showSignature', 'submodule.recurse', 'grep.fallbackToNoIndex']) git('config', key, 'true');
  write('.gitattributes', '*.c diff=evil filter=evil\n');
  const tree = await gitTree(dir);
  const old = git('rev-parse', `HEAD~1:${PATH}`);
  assert.match((await tree.read(PATH, old)) ?? '', /first/);
  assert.deepEqual(await tree.siblings(PATH), ['drivers/other.c', PATH]);
  assert.deepEqual(await tree.mentions(['quux_start'], PATH, 9), [PATH]);
  assert.match((await tree.at?.(git('rev-parse', 'HEAD~1')).read(PATH, undefined)) ?? '', /first/);
  await tree.close();
  assert.ok(!existsSync(marker));
});

test('includes and links of a mail do not lead out of a directory', async () => {
  const top = scratch();
  const dir = join(top, 'linux');
  mkdirSync(join(dir, 'drivers'), { recursive: true });
  writeFileSync(join(top, 'secret.h'), SECRET);
  writeFileSync(join(dir, PATH), `#include "../../secret.h"\n#include "link.h"\n#include "self.h"\n${driver(false)}`);
  symlinkSync(join(top, 'secret.h'), join(dir, 'drivers/link.h'));
  symlinkSync('self.h', join(dir, 'drivers/self.h'));
  symlinkSync(top, join(dir, 'drivers/up'));
  const tree = await directoryTree(dir);
  for (const path of ['drivers/link.h', 'drivers/self.h', 'drivers/up/secret.h', '../secret.h', 'drivers', 'a\0b'])
    assert.equal(await tree.read(path, undefined), undefined, path);
  const mail = mailFor('1234567', '1'.repeat(40)).replace('@@ -1,2 +1,3 @@', '@@ -4,2 +4,3 @@');
  const told = await reportOn(mail, tree);
  assert.doesNotMatch(told, /secret_key|does not apply/);
  await tree.close();
});

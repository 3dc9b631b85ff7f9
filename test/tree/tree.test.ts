import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { directoryTree } from '../../dist/tree/directory.js';
import { gitTree } from '../../dist/tree/git.js';
import { scratch } from '../helpers/scratch.js';

function repository(): { readonly dir: string; readonly git: (...args: string[]) => string } {
  const dir = join(scratch(), 'tree');
  mkdirSync(dir);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  mkdirSync(join(dir, 'a'));
  writeFileSync(join(dir, 'a/x.c'), 'int one;\n');
  writeFileSync(join(dir, 'a/y.c'), 'int other;\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  return { dir, git };
}

test('a directory gives its files and nothing outside', async () => {
  const { dir } = repository();
  writeFileSync(join(dir, '..', 'checkleak-outside.c'), 'int secret;\n');
  symlinkSync('/etc', join(dir, 'link'));
  const tree = await directoryTree(dir);
  assert.equal(await tree.read('a/x.c', undefined), 'int one;\n');
  assert.equal(await tree.read('a/none.c', undefined), undefined);
  assert.equal(await tree.read('../checkleak-outside.c', undefined), undefined);
  assert.equal(await tree.read('link/passwd', undefined), undefined);
  assert.deepEqual(await tree.siblings('a/x.c'), ['a/x.c', 'a/y.c']);
  assert.deepEqual(await tree.mentions(['other', 'none'], 'a/x.c', 10), ['a/y.c']);
  await tree.close();
});

test('git gives blobs by id, then by path in a commit', async () => {
  const { dir, git } = repository();
  const first = git('rev-parse', 'HEAD');
  const blob = git('rev-parse', 'HEAD:a/x.c');
  writeFileSync(join(dir, 'a/x.c'), 'int two;\n');
  git('commit', '-qam', 'two');
  const tree = await gitTree(dir);
  assert.equal(await tree.read('a/x.c', undefined), 'int two;\n');
  assert.equal(await tree.read('a/x.c', blob.slice(0, 10)), 'int one;\n');
  assert.equal(await tree.read('a/x.c', 'ffffffffff'), 'int two;\n');
  assert.equal(await tree.at?.(first).read('a/x.c', undefined), 'int one;\n');
  assert.equal(await tree.at?.('0123456789abcdef').read('a/x.c', undefined), 'int two;\n');
  assert.equal(await tree.read('a/none.c', undefined), undefined);
  assert.deepEqual(await tree.siblings('a/x.c'), ['a/x.c', 'a/y.c']);
  assert.deepEqual(await tree.mentions(['other', 'none'], 'a/x.c', 10), ['a/y.c']);
  await tree.close();
  const old = await gitTree(`${dir}@${first}`);
  assert.equal(await old.read('a/x.c', undefined), 'int one;\n');
  await old.close();
});

test('what is no repository or revision is refused in words', async () => {
  const { dir } = repository();
  await assert.rejects(gitTree(`${dir}@--output=x`), /not a revision/);
  await assert.rejects(gitTree(`${dir}@nonsense`), /no commit nonsense/);
  await assert.rejects(gitTree(scratch()), /--git/);
  await assert.rejects(directoryTree('/no/such/dir'), /no such directory/);
});

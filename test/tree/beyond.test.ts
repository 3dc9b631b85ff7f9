import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { directoryTree } from '../../dist/tree/directory.js';
import { gitTree } from '../../dist/tree/git.js';
import { remembering } from '../../dist/tree/remember.js';
import { noTree, subsystemOf } from '../../dist/tree/tree.js';
import { commitAll, driverTree } from '../helpers/driver-tree.js';
import { checkleak, lacks } from '../helpers/run.js';
import { scratch } from '../helpers/scratch.js';

/** A driver below `drivers/misc` whose helper stands in a file of another subsystem. */
const treeWith = (file: string, line: string): ReturnType<typeof driverTree> =>
  driverTree({ name: 'plim', driver: 'drivers/misc/plim.c', helper: 'plim_pool_cleanup', file, line });

const found = (args: readonly string[]): string => checkleak(['--format', 'terse', ...args]).out;
const LEAK = /'p->buf' from kmalloc\(\) is not given back by plim_remove\(\)/;

test('a helper in a file that is called as it, in another subsystem of a plain directory', () => {
  const kept = treeWith('lib/plim-pool.c', 'plim_show(p->regs);');
  assert.match(found(['--tree', kept.dir, kept.patch]), LEAK);
  const freed = treeWith('lib/plim-pool.c', 'kfree(p->buf);');
  assert.equal(found(['--tree', freed.dir, freed.patch]), '');
});

test('a helper in any file of a repository', { skip: lacks('git') }, () => {
  const kept = treeWith('lib/pools.c', 'plim_show(p->regs);');
  assert.equal(found(['--tree', kept.dir, kept.patch]), '', 'without an index nothing says where it is');
  commitAll(kept.dir);
  assert.match(found(['--git', kept.dir, kept.patch]), LEAK);
  assert.match(found(['--tree', kept.dir, kept.patch]), LEAK);
  const freed = treeWith('lib/pools.c', 'kfree(p->buf);');
  commitAll(freed.dir);
  assert.equal(found(['--git', freed.dir, freed.patch]), '');
});

test('a bare repository is searched by paths', { skip: lacks('git') }, async () => {
  const { dir, patch } = treeWith('lib/plim-pool.c', 'plim_show(p->regs);');
  commitAll(dir);
  const bare = join(scratch(), 'bare.git');
  execFileSync('git', ['clone', '-q', '--bare', dir, bare]);
  assert.match(found(['--git', bare, patch]), LEAK);
  const tree = await gitTree(bare);
  assert.equal(await tree.mentionsAnywhere(['plim_pool_cleanup']), 'unsearched');
  assert.deepEqual(await tree.paths(), ['drivers/misc/other.c', 'lib/plim-pool.c']);
  await tree.close();
});

test('names that are no names get into no command', { skip: lacks('git') }, async () => {
  const { dir } = treeWith('lib/plim-pool.c', 'kfree(p->buf);');
  commitAll(dir);
  for (const tree of [await directoryTree(dir), await gitTree(dir)]) {
    const found = await tree.mentionsAnywhere(['-O', '--open-files-in-pager=x', 'a b', 'plim_pool_cleanup']);
    assert.deepEqual(found, new Map([['plim_pool_cleanup', ['lib/plim-pool.c']]]));
    await tree.close();
  }
});

test('a search is asked for once, and again when it took too long', async () => {
  let asked = 0;
  const tree = remembering({
    ...noTree,
    mentionsAnywhere: () => Promise.resolve(++asked === 1 ? 'too long' : new Map([['one', ['a.c']]])),
  });
  assert.equal(await tree.mentionsAnywhere(['one', 'none']), 'too long');
  for (let i = 0; i < 3; i++)
    assert.deepEqual(await tree.mentionsAnywhere(['one', 'none']), new Map([['one', ['a.c']]]));
  assert.equal(asked, 2);
});

test('drivers is no subsystem', () => {
  assert.equal(subsystemOf('drivers/spi/spi-x.c'), 'drivers/spi');
  assert.equal(subsystemOf('drivers/x.c'), undefined);
});

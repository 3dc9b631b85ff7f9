import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subsystemOf } from '../../dist/tree/tree.js';
import { commitAll, driverTree } from '../helpers/driver-tree.js';
import { checkleak, lacks } from '../helpers/run.js';

const treeWith = (line: string): ReturnType<typeof driverTree> =>
  driverTree({
    name: 'snib',
    driver: 'drivers/misc/snib/snib.c',
    helper: 'snib_core_cleanup',
    file: 'drivers/misc/lib/snib-core.c',
    line,
  });

const found = (args: readonly string[]): string => checkleak(['--format', 'terse', ...args]).out;

test('a helper in another folder of the subsystem, in a directory', () => {
  const kept = treeWith('snib_show(s->regs);');
  assert.equal(found([kept.patch]), '', 'what the helper does is not guessed');
  assert.match(
    found(['--tree', kept.dir, kept.patch]),
    /'s->buf' from kmalloc\(\) is not given back by snib_remove\(\)/,
  );
  const freed = treeWith('kfree(s->buf);');
  assert.equal(found(['--tree', freed.dir, freed.patch]), '');
});

test('a helper in another folder of the subsystem, in git', { skip: lacks('git') }, () => {
  const { dir, patch } = treeWith('snib_show(s->regs);');
  commitAll(dir);
  assert.match(found(['--git', dir, patch]), /'s->buf' from kmalloc\(\) is not given back by snib_remove\(\)/);
});

test('the folder of a subsystem', () => {
  assert.equal(subsystemOf('drivers/usb/dwc3/core.c'), 'drivers/usb');
  assert.equal(subsystemOf('kernel/futex/core.c'), 'kernel');
  assert.equal(subsystemOf('mm/slab.c'), undefined);
});

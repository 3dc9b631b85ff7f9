import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { additionOf } from '../../dist/patch/addition.js';
import { subsystemOf } from '../../dist/tree/tree.js';
import { checkleak, lacks } from '../helpers/run.js';
import { scratch } from '../helpers/scratch.js';

const DRIVER = `
static int snib_probe(struct platform_device *pdev)
{
	struct snib *s;

	s = devm_kzalloc(&pdev->dev, sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	s->buf = kmalloc(64, GFP_KERNEL);
	if (!s->buf)
		return -ENOMEM;
	platform_set_drvdata(pdev, s);
	return 0;
}

static void snib_remove(struct platform_device *pdev)
{
	struct snib *s = platform_get_drvdata(pdev);

	snib_core_cleanup(s);
}

static struct platform_driver snib_driver = {
	.probe = snib_probe,
	.remove = snib_remove,
};
module_platform_driver(snib_driver);
`;

const core = (line: string): string => `void snib_core_cleanup(struct snib *s)\n{\n\t${line}\n}\n`;

/** A tree whose helper stands in another folder of the subsystem. */
function treeWith(line: string): { readonly dir: string; readonly patch: string } {
  const dir = scratch();
  for (const [path, text] of [
    ['drivers/misc/lib/snib-core.c', core(line)],
    ['drivers/misc/snib/other.c', 'int snib_other;\n'],
  ] as const) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const patch = join(dir, 'snib.patch');
  const lines = additionOf('drivers/misc/snib/snib.c', DRIVER);
  writeFileSync(patch, `Subject: [PATCH] misc: add snib\n\n${lines.join('\n')}\n`);
  return { dir, patch };
}

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
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      stdio: 'ignore',
    });
  };
  git('init', '-q');
  git('add', 'drivers');
  git('commit', '-qm', 'start');
  assert.match(found(['--git', dir, patch]), /'s->buf' from kmalloc\(\) is not given back by snib_remove\(\)/);
});

test('the folder of a subsystem', () => {
  assert.equal(subsystemOf('drivers/usb/dwc3/core.c'), 'drivers/usb');
  assert.equal(subsystemOf('kernel/futex/core.c'), 'kernel');
  assert.equal(subsystemOf('mm/slab.c'), undefined);
});

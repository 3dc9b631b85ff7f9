import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../helpers/scratch.js';

const LEAK = `struct bleep {
	void *buf;
};

static int bleep_open(struct inode *inode, struct file *file)
{
	struct bleep *b = file->private_data;

	b->buf = kzalloc(64, GFP_KERNEL);
	return b->buf ? 0 : -ENOMEM;
}

static int bleep_release(struct inode *inode, struct file *file)
{
	return 0;
}

static const struct file_operations bleep_fops = {
	.open = bleep_open,
	.release = bleep_release,
};
`;

function audit(...args: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const bin = join(process.cwd(), 'bin/checkleak.js');
  return spawnSync(process.execPath, [bin, '--no-config', '--audit', ...args], { encoding: 'utf8' });
}

test('an audit takes every file below a directory as added', () => {
  const dir = scratch();
  mkdirSync(join(dir, 'deep'));
  writeFileSync(join(dir, 'clean.c'), 'int one(void)\n{\n\treturn 1;\n}\n');
  writeFileSync(join(dir, 'deep/bleep.c'), LEAK);
  writeFileSync(join(dir, 'notes.txt'), 'kzalloc(');
  const { status, stdout } = audit(dir, '--format', 'json');
  assert.equal(status, 1);
  const report = JSON.parse(stdout) as { patches: { source: string; findings: { line: number; acquire: string }[] }[] };
  const found = report.patches.flatMap((one) => one.findings.map((f) => [one.source, f.line, f.acquire]));
  assert.deepEqual(found, [['deep/bleep.c', 9, 'kzalloc']]);
});

test('an audit wants a directory and nothing else', () => {
  assert.match(audit('/nowhere').stderr, /--audit \/nowhere: no such directory/);
  assert.match(audit('.', 'x.patch').stderr, /--audit DIR is the whole input/);
  assert.equal(audit('/nowhere').status, 2);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../helpers/scratch.js';

const HEAD = 'From: a@example.org\nSubject: [PATCH] x\n';
const FILE = 'diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n';
const FROM = 'From mboxrd@z Thu Jan  1 00:00:00 1970\n';
const GOOD = readFileSync('test-patches/demo/demo.patch', 'utf8');

interface Ran {
  readonly status: number | null;
  readonly patches: readonly {
    readonly findings: readonly unknown[];
    readonly skipped: readonly { readonly reason: string }[];
  }[];
  /** Peak memory (MB). */
  readonly peak: number;
}

function review(input: string | Buffer, args: readonly string[] = []): Ran {
  const done = spawnSync(
    process.execPath,
    ['--require', './test/helpers/peak.cjs', 'bin/checkleak.js', '--jobs', '1', '--format', 'json', ...args],
    { input, maxBuffer: 1 << 28, timeout: 60_000 },
  );
  const peak = Number(/peak (\d+)/.exec(done.stderr.toString())?.[1] ?? NaN) / 1024;
  return { status: done.status, patches: (JSON.parse(done.stdout.toString()) as Ran).patches, peak };
}

const reasons = (ran: Ran, at = 0): string =>
  ran.patches[at]?.skipped.map((one) => one.reason).join('; ') ?? 'no such mail';

test('a line of 100 MB is cut off with its mail; the next mail is reviewed', () => {
  const line = Buffer.alloc(100 * 1024 * 1024, 'x');
  const ran = review(
    Buffer.concat([Buffer.from(`${FROM}${HEAD}\n${FILE}@@ -1 +1,2 @@\n x\n+`), line, Buffer.from(`\n\n${GOOD}`)]),
  );
  assert.equal(ran.patches.length, 2);
  assert.match(reasons(ran), /too large to read/);
  assert.ok(ran.patches[1]!.findings.length > 0);
  assert.ok(ran.peak < 400, `${ran.peak} MB`);
});

test('a million hunks are refused in words', () => {
  const ran = review(`${HEAD}\n${FILE}${'@@ -1 +1,2 @@\n x\n+y\n'.repeat(1_000_000)}`);
  assert.match(reasons(ran), /lines is too large to read/);
  assert.ok(ran.peak < 400, `${ran.peak} MB`);
});

test('MIME that is nested without end is refused in words', () => {
  const parts = Array.from(
    { length: 2000 },
    (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}\n`,
  ).join('');
  const ran = review(`${HEAD}${parts}Content-Type: text/plain\n\n${FILE}@@ -1 +1,2 @@\n x\n+y\n`);
  assert.equal(ran.patches.length, 1);
  assert.match(reasons(ran), /broken mail|no diff found|not a patch/);
});

test('a mail of very many parts takes bounded memory', () => {
  const parts = '--b\nContent-Type: text/plain\n\nx\n'.repeat(10_000);
  const ran = review(`${HEAD}Content-Type: multipart/mixed; boundary="b"\n\n${parts}--b--\n`);
  assert.equal(ran.patches.length, 1);
  assert.ok(ran.peak < 500, `${ran.peak} MB`);
});

test('NUL bytes do not hide the rest of a patch', () => {
  const ran = review(GOOD.replace(/^---$/m, '\0\0---\0\n---'));
  assert.ok(ran.patches[0]!.findings.length > 0);
});

test('names that every object has are names like others', () => {
  const code =
    'static int constructor(struct __proto__ *toString)\n{\n\tvoid *valueOf = kzalloc(1, GFP_KERNEL);\n\n\tif (!valueOf)\n\t\treturn -ENOMEM;\n\tif (hasOwnProperty(toString))\n\t\treturn -EIO;\n\tkfree(valueOf);\n\treturn __proto__(1);\n}\n';
  const lines = code.trimEnd().split('\n');
  const ran = review(
    `${HEAD}__proto__: x\nconstructor: y\n\ndiff --git a/__proto__/constructor.c b/__proto__/constructor.c\nnew file mode 100644\n--- /dev/null\n+++ b/__proto__/constructor.c\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`,
  );
  assert.equal(ran.patches[0]!.findings.length, 1);
});

test('a rule file that multiplies itself is refused', () => {
  const dir = scratch();
  const level = (n: number): string =>
    `a${n}: &a${n} [${Array<string>(9)
      .fill(n === 0 ? 'x' : `*a${n - 1}`)
      .join(', ')}]\n`;
  writeFileSync(join(dir, 'bomb.yaml'), `version: 1\n${Array.from({ length: 12 }, (_, n) => level(n)).join('')}`);
  const done = spawnSync(process.execPath, ['bin/checkleak.js', '--rules', dir], {
    input: GOOD,
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(done.status, 2);
  assert.match(done.stderr, /bomb\.yaml/);
});

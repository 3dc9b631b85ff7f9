import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIFF, HEADERS } from '../helpers/mail.js';
import { BIN, run as runProgram } from '../helpers/run.js';
import { scratch } from '../helpers/scratch.js';

const demo = 'test-patches/demo/demo.patch';

function run(
  args: readonly string[],
  input = '',
): { readonly status: number | null; readonly out: string; readonly err: string } {
  const done = spawnSync(process.execPath, ['bin/checkleak.js', ...args], { input, encoding: 'utf8' });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

test('exit codes: findings, nothing found, no patch, usage', () => {
  assert.equal(run([demo]).status, 1);
  assert.equal(run([], `${HEADERS}\n---\n${DIFF}`).status, 0);
  assert.equal(run([], 'From: a@example.org\nSubject: hello\n\nNothing.\n').status, 3);
  assert.equal(run(['--nonsense']).status, 2);
});

test('bad arguments get one line that says what to do', () => {
  for (const args of [
    ['--nonsense'],
    ['--format', 'xml'],
    ['/no/such/file'],
    ['--tree', '/no/such/dir', demo],
    ['--only', 'zzz', demo],
    ['--git', '.@-x', demo],
    ['explain', 'zzz'],
    ['rules', 'zzz'],
    ['hook'],
  ]) {
    const { status, out, err } = run(args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(out, '');
    assert.equal(err.trimEnd().split('\n').length, 1, err);
    assert.match(err, /^checkleak: /);
  }
});

test('every mail of the input is in the JSON', () => {
  const other = 'From: a@example.org\nSubject: hello\n\nNothing.\n';
  const entry = (mail: string): string => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail}\n`;
  const { out } = run(['--format', 'json'], entry(`${HEADERS}\n---\n${DIFF}`) + entry(other));
  const report = JSON.parse(out) as { patches: { kind: string; skipped: { reason: string }[] }[] };
  assert.deepEqual(
    report.patches.map((one) => one.kind),
    ['patch', 'other'],
  );
  assert.match(report.patches[1]!.skipped[0]!.reason, /not a patch/);
});

test('a working directory that is gone is told of', { skip: process.platform !== 'linux' }, () => {
  const script = `mkdir "$1" && cd "$1" && rmdir "$1" && shift && exec "$@"`;
  const { status, err } = runProgram('sh', [
    '-c',
    script,
    'sh',
    join(scratch(), 'gone'),
    process.execPath,
    BIN,
    'x.patch',
  ]);
  assert.deepEqual([status, err], [2, 'checkleak: the working directory is gone\n']);
});

test('terse: file:line: severity: message [rule/check]', () => {
  const { out } = run(['--format', 'terse', demo]);
  assert.match(out, /^drivers\/misc\/quux\.c:\d+: (warning|note): .+ \[clk\/leak-on-error-path\]\n$/);
});

test('the send hook is silent for a clean patch and stops a leaking one', () => {
  const dir = scratch();
  const clean = join(dir, 'clean');
  writeFileSync(clean, `${HEADERS}\n---\n${DIFF}`);
  assert.deepEqual(run(['hook', 'sendemail-validate', clean]), { status: 0, out: '', err: '' });
  const leaking = run(['hook', 'sendemail-validate', demo]);
  assert.equal(leaking.status, 1);
  assert.match(leaking.err, /clk_prepare_enable/);
});

test('explain and rules print', () => {
  assert.match(run(['explain', 'leak-in-loop']).out, /Before:/);
  assert.match(run(['explain', 'clk']).out, /clk_prepare_enable/);
  assert.match(run(['rules']).out, /functions that acquire/);
});

test('a rule file with a bad entry is refused with its line and a remedy', () => {
  const dir = scratch();
  const file = join(dir, 'quux.yaml');
  writeFileSync(
    file,
    'version: 1\nid: quux\ntitle: Quux\nnoun: a quux\nbefore: x\nafter: y\nnot-covered: z\ncolour: red\nacquires:\n  - quux_get(ret) -> quux_put(0)\n',
  );
  const { status, out } = run(['rules', 'check', file]);
  assert.equal(status, 1);
  assert.match(out, /quux\.yaml:8: unknown key "colour": remove it/);
  assert.match(out, /quux\.yaml:1: no why: /);
});

test('a wrong placeholder, option or release is refused with its line', () => {
  const dir = scratch();
  const file = join(dir, 'quux.yaml');
  const wrong = [
    'quux_get(argument) fails null -> quux_put(0)',
    'quux_get(ret) fails never-ever -> quux_put(0)',
    'quux_get(ret) fails null -> quux_put',
    'quux_get(ret) counted -> quux_put(0)',
  ];
  writeFileSync(file, `version: 1\nid: quux\nwhy: w\nacquires:\n${wrong.map((line) => `  - ${line}\n`).join('')}`);
  const lines = run(['rules', 'check', file]).out.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) =>
      /quux\.yaml:(\d+): (write NAME|"fails never-ever" is no failure kind|"quux_put" is no release|no failure kind)/
        .exec(line)
        ?.slice(1),
    ),
    [
      ['5', 'write NAME'],
      ['6', '"fails never-ever" is no failure kind'],
      ['7', '"quux_put" is no release'],
      ['8', 'no failure kind'],
    ],
  );
});

test('--rules adds a driver-private pair', () => {
  const dir = scratch();
  writeFileSync(
    join(dir, 'quux.yaml'),
    'version: 1\nid: quux\ntitle: Quux\nnoun: a quux\nwhy: w\nbefore: x\nafter: y\nnot-covered: z\nacquires:\n  - quux_latch(ret) fails null -> quux_unhook(0)\n',
  );
  const code = [
    'static int quux_go(struct device *dev)',
    '{',
    '\tstruct quux *q = quux_latch(dev);',
    '',
    '\tif (!q)',
    '\t\treturn -ENODEV;',
    '\tif (quux_try(dev))',
    '\t\treturn -EIO;',
    '\tquux_unhook(q);',
    '\treturn 0;',
    '}',
  ];
  const diff = `diff --git a/x.c b/x.c\nnew file mode 100644\n--- /dev/null\n+++ b/x.c\n@@ -0,0 +1,${code.length} @@\n${code.map((line) => `+${line}\n`).join('')}`;
  assert.equal(run([], diff).status, 0);
  const { status, out } = run(['--rules', dir, '--format', 'terse'], diff);
  assert.equal(status, 1);
  assert.match(out, /quux\/leak-on-error-path/);
});

test('hostile input gets a clear word in bounded time', () => {
  const head = 'From: a@example.org\nSubject: [PATCH] x\n\n---\n';
  const file = 'diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n';
  const reasons = (mail: string): string => {
    const done = run(['--format', 'json'], mail);
    assert.notEqual(done.status, null);
    return (JSON.parse(done.out) as { patches: { skipped: { reason: string }[] }[] }).patches[0]!.skipped.map(
      (one) => one.reason,
    ).join('; ');
  };
  const begun = performance.now();
  assert.match(reasons(`${head}${file}${'@@ -1,1 +1,2 @@\n x\n+y\n'.repeat(300_000)}`), /too large to read/);
  assert.match(
    reasons(
      `${head}diff --git a/x.c b/x.c\n--- /dev/null\n+++ b/x.c\n@@ -0,0 +1,44 @@\n+int f(void)\n+{\n+\tx =\n${`+${'('.repeat(1000)}\n`.repeat(20)}+kmalloc(1, GFP_KERNEL)\n${`+${')'.repeat(1000)}\n`.repeat(20)}+}\n`,
    ),
    /nested too deeply/,
  );
  reasons(`${head}${file}@@ -1,1 +1,2 @@\n x\n+${'y'.repeat(20_000_000)}\n`);
  assert.ok(performance.now() - begun < 20_000);
});

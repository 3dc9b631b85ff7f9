import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../helpers/scratch.js';

const PATCH = readFileSync('test-patches/demo/demo.patch', 'utf8').replace(/^From .*\n/, '');
const mailOf = (n: number): string => `Message-ID: <${n}@example.org>\n${PATCH}`;

interface Json {
  readonly patches: readonly { readonly messageId: string; readonly findings: readonly unknown[] }[];
}

interface Change {
  readonly path: string;
  /** A plain file by default. */
  readonly mode?: string;
  /** Without it the path is taken away. */
  readonly text?: string;
}

/** A bare repository, each of whose commits makes one change; an empty one without any. */
function bareRepository(dir: string, changes: readonly Change[]): void {
  execFileSync('git', ['init', '-q', '--bare', '-b', 'master', dir]);
  if (changes.length === 0) return;
  const commits = changes.map(({ path, text, mode = '100644' }, n) => {
    const what =
      text === undefined ? `D ${path}\n` : `M ${mode} inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
    return `commit refs/heads/master\ncommitter A <a@example.org> ${1_700_000_000 + n} +0000\ndata 1\nx\n${what}\n`;
  });
  execFileSync('git', ['-C', dir, 'fast-import', '--quiet', '--date-format=raw'], { input: commits.join('') });
}

const review = (
  ...args: readonly string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
  spawnSync(process.execPath, ['bin/checkleak.js', '--format', 'json', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
const idsIn = (json: string): readonly string[] => (JSON.parse(json) as Json).patches.map((one) => one.messageId);
const ids = (count: number, first = 0): readonly string[] =>
  Array.from({ length: count }, (_, i) => `<${first + i}@example.org>`);

test('a public-inbox of version 2 gives its mails in the order in which they came, epoch by epoch', () => {
  const dir = scratch();
  mkdirSync(join(dir, 'git'));
  for (const epoch of [0, 1, 2, 10])
    bareRepository(join(dir, `git/${epoch}.git`), [
      { path: 'm', text: mailOf(epoch * 10) },
      { path: 'm', text: mailOf(epoch * 10 + 1) },
      { path: 'm' },
      { path: 'm', text: mailOf(epoch * 10 + 2) },
    ]);
  bareRepository(join(dir, 'git/11.git'), []);
  const expected = [0, 10, 20, 100].flatMap((first) => ids(3, first));
  const done = review(dir);
  assert.equal(done.status, 1, done.stderr);
  assert.deepEqual(idsIn(done.stdout), expected);
  assert.ok((JSON.parse(done.stdout) as Json).patches.every((one) => one.findings.length > 0));
  assert.deepEqual(idsIn(review(join(dir, 'git')).stdout), expected);
  assert.deepEqual(idsIn(review(join(dir, 'git/1.git')).stdout), ids(3, 10));
});

test('a mail that a later commit marks as deleted is read, the mark is not', () => {
  const dir = join(scratch(), 'x.git');
  bareRepository(dir, [
    { path: 'm', text: mailOf(0) },
    { path: 'd', text: mailOf(0) },
    { path: 'm', text: mailOf(1) },
  ]);
  assert.deepEqual(idsIn(review(dir).stdout), ids(2));
});

test('a link in the place of a mail is none, and what replaces it is one', () => {
  const dir = join(scratch(), 'x.git');
  bareRepository(dir, [
    { path: 'm', text: mailOf(0) },
    { path: 'm', mode: '120000', text: '/etc/passwd' },
    { path: 'm', text: mailOf(1) },
  ]);
  assert.deepEqual(idsIn(review(dir).stdout), ids(2));
});

test('a public-inbox of version 1 gives its mails, too', () => {
  const dir = join(scratch(), 'v1.git');
  bareRepository(dir, [
    { path: `a0/${'1'.repeat(38)}`, text: mailOf(0) },
    { path: `0b/${'2'.repeat(38)}`, text: mailOf(1) },
    { path: 'description', text: 'no mail' },
    { path: `a0/${'1'.repeat(38)}` },
  ]);
  assert.deepEqual(idsIn(review(dir).stdout), ids(2));
});

test('a repository of something else is refused in words, a broken one as well', () => {
  const dir = join(scratch(), 'linux.git');
  bareRepository(dir, [{ path: 'MAINTAINERS', text: 'x' }]);
  const done = review(dir);
  assert.equal(done.status, 2);
  assert.match(done.stderr, /^checkleak: .*linux\.git: a git repository without mails; .*format-patch/);
  const broken = scratch();
  for (const name of ['objects', 'refs', 'HEAD']) mkdirSync(join(broken, name));
  const other = review(broken);
  assert.equal(other.status, 2);
  assert.match(other.stderr, /^checkleak: cannot read /);
});

test('workers read a large public-inbox in order, and Ctrl-C leaves whole results', async () => {
  const dir = join(scratch(), '0.git');
  const changes = Array.from({ length: 3000 }, (_, n) => ({ path: 'm', text: mailOf(n) }));
  bareRepository(dir, changes);
  const child = spawn(process.execPath, ['bin/checkleak.js', '--jobs', '2', '--format', 'json', dir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [text, told, isAsked] = ['', '', false];
  child.stderr.setEncoding('utf8').on('data', (part: string) => (told += part));
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text.length < 400_000 || isAsked) return;
    isAsked = child.kill('SIGINT');
  });
  assert.equal(await code, 130, told);
  const found = idsIn(text);
  assert.ok(found.length > 0 && found.length < 3000);
  assert.deepEqual(found, ids(found.length));
  assert.match(told, /interrupted after \d+ mails; their results are whole/);
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRawMails } from '../../dist/mail/read.js';
import { parseMail } from '../../dist/mail/parse.js';
import type { Mail } from '../../dist/types.js';
import type { Tree } from '../../dist/tree/tree.js';
import { gitTree } from '../../dist/tree/git.js';
import { UserError } from '../../dist/user-error.js';
import { SECRET } from './hostile-tree.js';
import type { Random } from './random.js';

/** Runs a body with a folder that goes afterwards. */
export async function inFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'checkleak-fuzz-'));
  try {
    await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A change to one path: `D` takes it away. */
interface Change {
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000' | 'D';
  readonly bytes: Buffer;
}

/** A bare repository in which each list of changes is one commit of the branch that it is for. */
function importRepository(
  dir: string,
  commits: readonly (readonly [branch: string, changes: readonly Change[]])[],
): void {
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', dir]);
  const parts: Buffer[] = [];
  for (const [n, [branch, changes]] of commits.entries()) {
    parts.push(
      Buffer.from(`commit refs/heads/${branch}\ncommitter A <a@example.org> ${1_700_000_000 + n} +0000\ndata 1\nx\n`),
    );
    for (const { path, mode, bytes } of changes)
      parts.push(
        ...(mode === 'D'
          ? [Buffer.from(`D ${path}\n`)]
          : [Buffer.from(`M ${mode} inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')]),
      );
    parts.push(Buffer.from('\n'));
  }
  execFileSync('git', ['-C', dir, 'fast-import', '--quiet', '--date-format=raw'], { input: Buffer.concat(parts) });
}

const PLAIN_PATH = /^(?!\/|.*(?:\/\/|\/$)|(?:.*\/)?\.+(?:\/|$)|(?:.*\/)?\.git)[\w./+-]+$/;

/**
 * A mail that names revisions and objects at random, with `--git`: what the repository holds outside of the history that was asked for is never told
 * of, nor is anything started or written.
 */
export async function gitStage(
  bytes: Buffer,
  texts: ReadonlyMap<string, string>,
  random: Random,
  run: (mail: Mail, tree: Tree) => Promise<string>,
): Promise<void> {
  if (bytes.includes(SECRET)) return;
  const paths = [...texts.keys()].filter((path) => PLAIN_PATH.test(path));
  const [path] = paths;
  if (path === undefined) return;
  await inFolder(async (top) => {
    const dir = join(top, 'tree.git');
    const file = (one: string, text: string): Change => ({ path: one, mode: '100644', bytes: Buffer.from(text) });
    importRepository(dir, [
      ['main', paths.map((one) => file(one, `int old;\n${texts.get(one) ?? ''}`))],
      ['main', paths.map((one) => file(one, texts.get(one) ?? ''))],
      ['hidden', paths.map((one) => file(one, `int ${SECRET};\n${texts.get(one) ?? ''}`))],
    ]);
    const names = [`main`, `main:${path}`, `main~1:${path}`, 'main^{tree}', 'hidden', `hidden:${path}`];
    const ids = execFileSync('git', ['-C', dir, 'rev-parse', ...names], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const odd = [
      'HEAD',
      'hidden',
      ':/x',
      'main@{1}',
      `--output=${top}/pwned`,
      '-n',
      '0'.repeat(40),
      `hidden:${path}`,
      '../x',
    ];
    const name = (): string => {
      const one = random.pick(random.below(3) === 0 ? odd : ids);
      return random.below(2) === 0 ? one : one.slice(0, random.pick([7, 12, 39]));
    };
    const text = bytes
      .toString('latin1')
      .replace(/^index [0-9a-f]+\.\./gm, () => `index ${name()}..`)
      .replace(/^base-commit: .*$/gm, '');
    const mail = await parseMail(Buffer.from(`${text}\nbase-commit: ${name()}\n`, 'latin1'), 'fuzz', 0);
    const revision = random.pick(['', '@main', '@main~1', `@${name()}`, `@main:${path}`]);
    const tree = await gitTree(`${dir}${revision}`).catch((error: unknown) => {
      if (error instanceof UserError) return undefined;
      throw error;
    });
    if (tree === undefined) return;
    try {
      const told = await run(mail, tree);
      const isAsked = ['', '@main', '@main~1'].includes(revision);
      if (isAsked) assert.ok(!told.includes(SECRET), '--git: what is not in the history was read');
    } finally {
      await tree.close();
    }
    assert.ok(!existsSync(join(top, 'pwned')), '--git: a name was taken for an option');
  });
}

/** A public-inbox of either version, of a few epochs, with what else may stand in one: it gives the mails that came in, each once, as they are. */
export async function inboxStage(mails: readonly Buffer[], random: Random): Promise<void> {
  await inFolder(async (top) => {
    const isSplit = random.below(2) === 0;
    const expected: Buffer[] = [];
    const epochs = isSplit ? random.pick([['0.git'], ['0.git', '1.git'], ['2.git', '10.git']]) : ['.'];
    if (isSplit) mkdirSync(join(top, 'git'));
    for (const epoch of epochs) {
      const commits: (readonly [string, readonly Change[]])[] = [];
      const now = new Map<string, string>();
      // The newest commit says whether it is an inbox at all.
      for (let left = random.below(6); left >= 0; left--) {
        const v1 = `${random.pick(['a0', '0b'])}/${random.pick(['1', '2']).repeat(38)}`;
        const path = left === 0 ? 'm' : random.pick(['m', 'm', v1, 'd', 'description', 'a0/x']);
        const mode = left === 0 ? '100644' : random.pick(['100644', '100644', '100755', '120000', 'D'] as const);
        if (mode === 'D' && !now.has(path)) continue;
        const bytes = random.below(8) === 0 && left > 0 ? Buffer.alloc(0) : random.pick(mails);
        commits.push(['main', [{ path, mode, bytes }]]);
        const state = `${mode} ${bytes.toString('latin1')}`;
        const isMail = path === 'm' || path === v1;
        if (isMail && (mode === '100644' || mode === '100755') && now.get(path) !== state && bytes.length > 0)
          expected.push(bytes);
        if (mode === 'D') now.delete(path);
        else now.set(path, state);
      }
      importRepository(isSplit ? join(top, 'git', epoch) : join(top, 'v1.git'), commits);
    }
    const given: Buffer[] = [];
    for await (const { bytes } of readRawMails([isSplit ? top : join(top, 'v1.git')], () => process.stdin))
      given.push(Buffer.from(bytes));
    assert.equal(given.length, expected.length, `public-inbox: gives ${given.length} mails of ${expected.length}`);
    for (const [i, one] of given.entries()) assert.ok(one.equals(expected[i]!), `public-inbox: mail ${i} is another`);
  });
}

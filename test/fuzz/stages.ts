import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import PostalMime from 'postal-mime';
import { FORMATS } from '../../dist/cli/option-table.js';
import { readOptions } from '../../dist/cli/options.js';
import { reporterOf, type Reporter } from '../../dist/cli/reporters.js';
import { splitMbox } from '../../dist/mail/mbox.js';
import { parseMail } from '../../dist/mail/parse.js';
import { parsePatch } from '../../dist/patch/parse.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail } from '../../dist/run.js';
import { noTree, type Tree } from '../../dist/tree/tree.js';
import { buildSides } from '../../dist/patch/sides.js';
import { directoryTree } from '../../dist/tree/directory.js';
import type { Mail, Patch } from '../../dist/types.js';
import { checkCode } from './c-stages.js';
import { hostileTree, SECRET } from './hostile-tree.js';
import type { Random } from './random.js';
import { gitStage, inboxStage } from './repositories.js';
import { hookStage, streamStage } from './ways-in.js';

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]/;
const OWN = Object.getOwnPropertyNames(Object.prototype).join(' ');
const HEADERS = new Set(
  'from to cc subject message-id in-reply-to references date mime-version content-type content-transfer-encoding auto-submitted'.split(
    ' ',
  ),
);

/**
 * Runs one mail through every stage and checks what must hold of any mail; throws where something does not. Now and then `others` go with it, as the rest
 * of its series or of a list.
 */
export type Stages = (bytes: Buffer, others: readonly Buffer[], random: Random) => Promise<void>;

/** One case in so many also goes through a stage that starts git, or reviews several mails. */
const RARELY = 12;

/** Opens the stages once. */
export async function openStages(): Promise<Stages> {
  const catalogue = await loadCatalogue([]);
  const request = await readOptions(['--all-mails', '--confidence', 'low', '--verbose', '--format', 'text'], tmpdir());
  assert.ok(request.kind === 'review');
  const { options } = request;
  const reporters = new Map<string, Reporter>();
  for (const format of FORMATS) reporters.set(format, await reporterOf(format, options));
  const run = async (mail: Mail, tree: Tree): Promise<string> => {
    const reviewed = await reviewMail(mail, { ...options, tree, catalogue });
    const lines = mail.body.split('\n');
    for (const finding of reviewed.report.findings)
      assert.ok(lines[finding.mailLine - 1] !== undefined, `finding on line ${finding.mailLine} of ${lines.length}`);
    const count = reviewed.report.findings.length;
    const totals = { mails: 1, patches: 1, findings: count, sure: count, others: {} };
    for (const [format, reporter] of reporters) {
      const each = await reporter.each(reviewed);
      const text = `${reporter.begin ?? ''}${each}${reporter.end(totals, [reviewed.report])}`;
      if (['json', 'sarif', 'rdjson', 'b4-json'].includes(format)) JSON.parse(text);
      if (['text', 'terse', 'b4'].includes(format))
        assert.doesNotMatch(text, CONTROLS, `${format}: control characters`);
      if (format === 'reply' && each !== '') await checkReply(each, lines);
    }
    return JSON.stringify(reviewed.report);
  };
  /** With a directory that leads out of itself: what stands outside is never told of. */
  const runOutside = async (mail: Mail, texts: ReadonlyMap<string, string>, turn: number): Promise<void> => {
    if (JSON.stringify(mail).includes(SECRET)) return;
    const { dir, remove } = hostileTree(texts, turn);
    try {
      const told = await run(mail, await directoryTree(dir));
      assert.ok(!told.includes(SECRET), 'tree: a file outside of it was read');
    } finally {
      remove();
    }
  };
  return async (bytes, others, random) => {
    for await (const one of splitMbox([bytes])) {
      const mail = await parseMail(one, 'fuzz', 0);
      const patch = parsePatch(mail);
      for (const file of patch.files)
        for (const path of [file.oldPath, file.newPath])
          assert.ok(path === undefined || !/^\/|(^|\/)\.\.(\/|$)|\\|\0/.test(path), `path ${String(path)}`);
      await run(mail, noTree);
      const texts = textsOf(patch);
      await run(mail, treeOf(texts));
      for (const tree of [noTree, treeOf(texts)]) {
        const { pairs } = await buildSides(patch, tree);
        for (const side of ['before', 'after'] as const)
          checkCode(
            pairs.flatMap((pair) => pair[side] ?? []),
            catalogue,
          );
      }
      if (bytes.length % 4 === 0 && texts.size > 0) await runOutside(mail, texts, bytes.length >> 2);
      if (random.below(RARELY) === 0) await gitStage(Buffer.from(one), texts, random, run);
    }
    const mails = [bytes, ...others].filter((one) => one.length > 0);
    if (mails.length > 0 && random.below(RARELY) === 0) await inboxStage(mails, random);
    if (mails.length > 0 && random.below(RARELY) === 0) await hookStage(mails, random);
    if (mails.length > 0 && random.below(RARELY) === 0) await streamStage(mails, options, random);
    assert.equal(Object.getOwnPropertyNames(Object.prototype).join(' '), OWN, 'Object.prototype was changed');
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  };
}

/** Each touched file as the patch expects it, so that complete files are read, too. */
function textsOf(patch: Patch): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const file of patch.files) {
    const old: string[] = [];
    for (const hunk of file.hunks) {
      while (old.length < Math.min(hunk.oldStart - 1, 3000)) old.push('');
      old.push(...hunk.lines.filter((line) => line.kind !== 'added').map((line) => line.text));
    }
    if (file.oldPath !== undefined) texts.set(file.oldPath, old.join('\n'));
  }
  return texts;
}

function treeOf(texts: ReadonlyMap<string, string>): Tree {
  return {
    ...noTree,
    name: 'fuzz tree',
    read: (path) => Promise.resolve(texts.get(path)),
    siblings: () => Promise.resolve([...texts.keys()]),
  };
}

async function checkReply(reply: string, mailLines: readonly string[]): Promise<void> {
  const email = await PostalMime.parse(reply);
  const names = email.headers.map(({ key }) => key);
  for (const name of names) assert.ok(HEADERS.has(name), `reply: header ${name}`);
  assert.equal(new Set(names).size, names.length, 'reply: a header stands twice');
  const known = new Set(mailLines.map((line) => line.trimEnd()));
  const quoted = (email.text ?? '').split('\n').filter((line) => line.startsWith('> ') && line !== '> [...]');
  for (const line of quoted) {
    const text = line.slice(2).trimEnd();
    assert.ok(known.has(text), `reply: quotes a line that the mail has not: ${JSON.stringify(text.slice(0, 200))}`);
  }
}

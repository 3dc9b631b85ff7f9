import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePatch } from '../../dist/patch/parse.js';
import { buildSides } from '../../dist/patch/sides.js';
import { noTree, type Tree } from '../../dist/tree/tree.js';
import { DIFF, HEADERS, mailOf } from '../helpers/mail.js';

const patchOf = async (body: string): Promise<ReturnType<typeof parsePatch>> =>
  parsePatch(await mailOf(`${HEADERS}\n${body}`));

test('every diff line knows its line in the mail', async () => {
  const mail = await mailOf(`${HEADERS}\nText.\n---\n${DIFF}`);
  const [file] = parsePatch(mail).files;
  const lines = mail.body.split('\n');
  assert.equal(file?.newPath, 'drivers/misc/quux.c');
  assert.equal(file.oldBlob, '1111111');
  assert.equal(file.hunks[0]?.heading, 'static int quux_open(struct quux *q)');
  for (const line of file.hunks[0].lines) assert.equal(lines[line.mailLine - 1]?.slice(1), line.text);
  const added = file.hunks[0].lines.find((line) => line.kind === 'added');
  assert.deepEqual([added?.oldLine, added?.newLine], [undefined, 13]);
});

test('paths that leave the tree are refused', async () => {
  for (const path of ['../../etc/passwd.c', '/etc/passwd.c', 'a/../../x.c', '.git/hooks/x.c']) {
    const diff = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,2 @@\n x\n+y\n`;
    const patch = await patchOf(`---\n${diff}`);
    assert.equal(patch.files.length, 0, path);
    assert.match(patch.skipped[0]?.reason ?? '', /refused/, path);
  }
});

test('a path named __proto__ is a path', async () => {
  const patch = await patchOf(
    '---\ndiff --git a/__proto__ b/__proto__\n--- a/__proto__\n+++ b/__proto__\n@@ -1,1 +1,2 @@\n x\n+y\n',
  );
  assert.equal(patch.files[0]?.newPath, '__proto__');
  assert.equal(({} as { newPath?: string }).newPath, undefined);
});

test('a hunk that is cut off is read as far as it goes', async () => {
  const cut = DIFF.split('\n').slice(0, 9).join('\n');
  const patch = await patchOf(`---\n${cut}\nSome words that are no diff.\n`);
  assert.match(patch.skipped[0]?.reason ?? '', /mangled or cut off/);
  assert.equal(
    patch.files[0]?.hunks[0]?.lines.some((line) => line.kind === 'added'),
    true,
  );
});

test('sides: hunks without a tree, whole files with one', async () => {
  const mail = await mailOf(`${HEADERS}\n---\n${DIFF}`);
  const patch = parsePatch(mail);
  const loose = await buildSides(patch, noTree);
  assert.equal(loose.pairs[0]?.after?.complete, false);
  const old = `${'\n'.repeat(9)}\tint ret;\n\n\tret = quux_check(q);\n\tif (ret)\n\t\treturn ret;\n\n}\n`;
  const tree = (text: string | undefined): Tree => ({ ...noTree, name: 'test', read: () => Promise.resolve(text) });
  const whole = await buildSides(patch, tree(old));
  assert.equal(whole.pairs[0]?.after?.complete, true);
  assert.equal(whole.pairs[0].after.lines.length, (whole.pairs[0].before?.lines.length ?? 0) + 1);
  const stale = await buildSides(patch, tree('int other;\n'));
  assert.equal(stale.pairs[0]?.after?.complete, false);
  assert.match(stale.skipped[0]?.reason ?? '', /does not apply/);
  const absent = await buildSides(patch, tree(undefined));
  assert.match(absent.skipped[0]?.reason ?? '', /not found/);
});

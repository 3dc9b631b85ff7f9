import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { remedyDiff } from '../../dist/report/remedy-diff.js';
import { replyMail } from '../../dist/report/reply.js';
import type { Reviewed } from '../../dist/run.js';
import { parseMail } from '../../dist/mail/parse.js';
import { patchedTree } from '../helpers/patched.js';
import { reviewed, reviewFile, reviewFixture } from '../helpers/review.js';
import { run } from '../helpers/run.js';

const at = { from: { name: 'checkleak', address: 'bot@example.org' }, date: new Date(0) };

/** Applies the reply mail as it is, the way a maintainer would; the text of a file after it. */
async function applied(one: Reviewed, path: string): Promise<string> {
  const dir = patchedTree(one.patch!);
  const done = run('git', ['apply', '-v'], { cwd: dir, input: await replyMail(one, '0', at) });
  assert.equal(done.status, 0, done.err);
  assert.doesNotMatch(done.err, /offset|fuzz/);
  return readFileSync(join(dir, path), 'utf8');
}

test('a remedy applies to the patched file, and no finding is left', async () => {
  const [, one] = await reviewFile('test/report/mails/series.mbox');
  const text = await applied(one!, 'drivers/misc/quux.c');
  assert.match(text, /if \(ret\) \{\n\t\tret = dev_err_probe\(.*\);\n\t\tgoto err_clk;\n\t\}/);
  assert.match(text, /\tquux_halt\(q\);\n\tkfree\(q->buf\);\n\tclk_disable_unprepare\(q->clk\);/);
  assert.match(text, /\{\n\t\t\tof_node_put\(child\);\n\t\t\treturn -EINVAL;\n\t\t\}/);
  const lines = text.trimEnd().split('\n');
  const mail = `From: a@example.org\nSubject: [PATCH] again\n\n---\ndiff --git a/q.c b/q.c\nnew file mode 100644\n--- /dev/null\n+++ b/q.c\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
  const again = await reviewed(await parseMail(Buffer.from(mail), 'again', 0));
  assert.deepEqual(again.report.findings, []);
});

test('every remedy of the fixtures applies without an offset', async () => {
  const names = readdirSync('test-patches', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.patch'),
  );
  let count = 0;
  for (const name of names) {
    const one = await reviewFixture(name);
    if (!one.patch || remedyDiff(one.report.findings).text === '') continue;
    count++;
    await applied(one, one.report.findings[0]!.file);
  }
  assert.ok(count >= 3, `${count} fixtures have a remedy`);
});

test('a remedy that cannot be certain is left out', async () => {
  const demo = await reviewFixture('demo/demo.patch');
  // The hunk ends with the exit: nothing is known of the line behind it.
  assert.equal(demo.report.findings.length, 1);
  assert.equal(remedyDiff(demo.report.findings).text, '');
  assert.doesNotMatch(await replyMail(demo, '0', at), />8/);
});

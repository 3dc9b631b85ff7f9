import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../../dist/report/message.js';
import { commentOn } from '../../dist/report/comment.js';
import { reviewFixture, reviewed } from '../helpers/review.js';
import { mailOf } from '../helpers/mail.js';

test('a driver without any teardown is told so', async () => {
  const { findings } = (await reviewFixture('lifecycle/leak-no-teardown.patch')).report;
  assert.equal(findings.length, 1);
  assert.match(message(findings[0]!), /is never given back: the driver has no teardown, and clk_put\(\) is missing/);
  assert.match(commentOn({ mailLine: 1, findings })[0]!, /^This driver has no teardown, so nothing gives back g->clk/);
});

test('what runs later is stopped, not given back, and who starts it is told', async () => {
  const { findings } = (await reviewFixture('lifecycle/leak-queued-by-handler.patch')).report;
  assert.match(message(findings[0]!), /is not stopped by frob_remove\(\).*after its data is freed/);
  const paragraphs = commentOn({ mailLine: 1, findings });
  assert.match(
    paragraphs[0]!,
    /frob_remove\(\) does not stop &f->work, which frob_isr\(\) starts and frob_probe\(\) sets up/,
  );
  assert.match(paragraphs.at(-1)!, /use after free/);
});

test('a function that hands its caller what it acquires has no teardown to be seen', async () => {
  const patch = (body: readonly string[]): string =>
    [
      'From: Ada Example <ada@example.org>',
      'Subject: [PATCH] misc: gimble: add a call',
      '',
      '---',
      'diff --git a/drivers/misc/gimble.c b/drivers/misc/gimble.c',
      '--- a/drivers/misc/gimble.c',
      '+++ b/drivers/misc/gimble.c',
      `@@ -10,2 +10,${body.length + 2} @@`,
      ' ',
      ...body.map((line) => `+${line}`),
      ' int gimble_count;',
      '',
    ].join('\n');
  const added = (store: string): readonly string[] => [
    'int gimble_make(struct gimble *g, struct part **part)',
    '{',
    '\tstruct part *new = kzalloc(sizeof(*new), GFP_KERNEL);',
    '',
    '\tif (!new)',
    '\t\treturn -ENOMEM;',
    `\t${store} = new;`,
    '\treturn 0;',
    '}',
  ];
  const notes = async (store: string): Promise<readonly string[]> =>
    (await reviewed(await mailOf(patch(added(store))))).report.skipped.map((one) => one.reason);
  assert.deepEqual(await notes('*part'), []);
  assert.match(
    (await notes('g->part')).join(),
    /teardown not visible: gimble_make\(\) keeps what kzalloc\(\) acquires/,
  );
});

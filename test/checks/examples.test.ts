import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECK_TEXTS } from '../../dist/report/checks/all.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail, reviewText } from '../../dist/run.js';
import { noTree } from '../../dist/tree/tree.js';
import type { Confidence, Finding } from '../../dist/types.js';
import { HEADERS, mailOf } from '../helpers/mail.js';

const catalogue = await loadCatalogue([]);

for (const [id, text] of Object.entries(CHECK_TEXTS)) {
  for (const { title, before, after } of [{ title: 'main example', ...text }, ...text.examples]) {
    test(`check ${id}: ${title}`, async () => {
      const found = await review(before, 'medium');
      assert.deepEqual([...new Set(found.map((one) => one.check))], [id], 'before is found');
      assert.deepEqual(await review(after, 'low'), [], 'after is silent');
    });
  }
}

/** Reviews an example: a hunk, or the code of a new file. */
async function review(example: string, confidence: Confidence): Promise<readonly Finding[]> {
  if (!example.startsWith('@@')) return reviewText('drivers/quux/quux.c', example, { catalogue, confidence });
  const mail = await mailOf(`${HEADERS}\n---\n--- a/drivers/quux/quux.c\n+++ b/drivers/quux/quux.c\n${example}`);
  const options = { tree: noTree, catalogue, allMails: false, confidence, only: [], ignore: [] };
  const { report } = await reviewMail(mail, options);
  assert.deepEqual(report.skipped, [], 'all of it was read');
  return report.findings;
}

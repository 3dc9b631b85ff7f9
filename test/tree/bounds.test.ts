import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseMail } from '../../dist/mail/parse.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail } from '../../dist/run.js';
import { directoryTree } from '../../dist/tree/directory.js';
import type { Tree } from '../../dist/tree/tree.js';

const folder = join(process.cwd(), 'test-patches/lifecycle/with-tree');
const catalogue = await loadCatalogue([]);
const whole = await directoryTree(join(folder, 'tree'));

/** The reasons that a review with a tree gives for what it did not do. */
async function reasonsWith(tree: Tree, patch = 'forgotten-helper.patch'): Promise<readonly string[]> {
  const mail = await parseMail(readFileSync(join(folder, patch)), 'patch', 0);
  const options = { tree, catalogue, allMails: false, confidence: 'medium', only: [], ignore: [] } as const;
  return (await reviewMail(mail, options)).report.skipped.map((one) => one.reason);
}

test('nothing is said of a search that came to its end', async () => {
  const reasons = await reasonsWith(whole);
  assert.deepEqual(
    reasons.filter((reason) => /searched|took too long|were read beside/.test(reason)),
    [],
  );
});

test('a folder that takes too long to search is named', async () => {
  const reasons = await reasonsWith({ ...whole, mentions: () => Promise.resolve(undefined) });
  assert.ok(
    reasons.some((reason) => reason.endsWith('was not searched for helpers and teardowns: it took too long')),
    reasons.join('\n'),
  );
});

test('names that nobody could be asked for in time are named', async () => {
  const reasons = await reasonsWith({
    ...whole,
    mentions: () => Promise.resolve([]),
    mentionsAround: () => Promise.resolve('too long'),
    mentionsAnywhere: () => Promise.resolve('too long'),
    paths: () => Promise.resolve([]),
  });
  assert.ok(
    reasons.some((reason) => /^looking for \w+\(\).* in .* and the whole tree took too long$/.test(reason)),
    reasons.join('\n'),
  );
});

test('no more than a dozen files are read beside the patch, and what was left is counted', async () => {
  const text = (name: string): string => `static int glarch_any(void)\n{\n\treturn ${name.length};\n}\n`;
  const many = Array.from({ length: 20 }, (_, i) => `drivers/misc/glarch/more-${i}.c`);
  const reasons = await reasonsWith({
    ...whole,
    read: async (path, blob) =>
      many.includes(path) ? `${text(path)}void glarch_hw_exit(void)\n{\n}\n` : whole.read(path, blob),
    mentions: () => Promise.resolve(many),
  });
  assert.ok(
    reasons.some((reason) => /^12 files of .* were read beside the patch, \d+ more .* were not$/.test(reason)),
    reasons.join('\n'),
  );
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseMail } from '../../dist/mail/parse.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail, type Reviewed } from '../../dist/run.js';
import { directoryTree } from '../../dist/tree/directory.js';
import { noTree, type Tree } from '../../dist/tree/tree.js';

const folder = join(process.cwd(), 'test-patches/lifecycle/with-tree');
const catalogue = await loadCatalogue([]);
const tree = await directoryTree(join(folder, 'tree'));

async function review(text: string, around: Tree): Promise<Reviewed['report']> {
  const mail = await parseMail(Buffer.from(text), 'patch', 0);
  const options = { tree: around, catalogue, allMails: false, confidence: 'medium', only: [], ignore: [] } as const;
  return (await reviewMail(mail, options)).report;
}

const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('a ladder whose teardown is only in the tree', async () => {
  const { findings } = await review(textOf('forgotten-ladder.patch'), tree);
  assert.deepEqual(
    findings.map((one) => [one.check, one.confidence, one.function, one.acquire, one.resource]),
    [['leak-at-teardown', 'high', 'zorch_slot_init', 'alloc_percpu', 'z->slots']],
  );
  const named = findings[0]!.related.map((place) => `${place.role} ${place.function}`);
  for (const place of [
    'init zorch_setup',
    'teardown zorch_last_put',
    'ladder zorch_ctx_free',
    'release zorch_slot_drop',
  ])
    assert.ok(named.includes(place), place);
  assert.deepEqual((await review(textOf('released-ladder.patch'), tree)).findings, []);
});

test('the ladder does not depend on names', async () => {
  const words = ['zorch_map', 'zorch_id', 'zorch_ctx', 'zorch_slot', 'zorch_last_put', 'zorch_setup', 'undo_', 'zorch'];
  const others = ['blip_area', 'blip_tag', 'blip_mode', 'blip_sum', 'blip_end_of_life', 'blip_prepare', 'bad_', 'blip'];
  const rename = (text: string): string => words.reduce((one, word, i) => one.replaceAll(word, others[i]!), text);
  const renamed: Tree = {
    ...tree,
    read: async (path, blob) => {
      const text = await tree.read(path.replaceAll('blip', 'zorch'), blob);
      return text === undefined ? undefined : rename(text);
    },
  };
  const { findings } = await review(rename(textOf('forgotten-ladder.patch')), renamed);
  assert.deepEqual(
    findings.map((one) => [one.check, one.confidence, one.function, one.acquire]),
    [['leak-at-teardown', 'high', 'blip_sum_init', 'alloc_percpu']],
  );
});

test('a teardown that is not in view is not guessed, and the command that would see it is named', async () => {
  const { findings, skipped } = await review(textOf('forgotten-ladder.patch'), noTree);
  assert.deepEqual(findings, []);
  const reason = skipped.find((one) => one.reason.startsWith('teardown not visible'))?.reason ?? '';
  assert.match(reason, /zorch_slot_init\(\) keeps what alloc_percpu\(\) acquires \(z->slots\)/);
  assert.match(reason, /checkleak --git \. PATCH/);
});

test('helpers of the teardown are found in other files of the folder', async () => {
  const { findings } = await review(textOf('forgotten-helper.patch'), tree);
  assert.deepEqual(
    findings.map((one) => [one.check, one.function, one.acquire]),
    [['leak-at-teardown', 'glarch_core_start', 'clk_prepare_enable']],
  );
  assert.deepEqual((await review(textOf('released-helper.patch'), tree)).findings, []);
});

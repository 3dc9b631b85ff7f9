import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkRules } from '../../dist/rules/check.js';
import { explainFunction } from '../../dist/rules/explain-function.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewText } from '../../dist/run.js';
import { scratch } from '../helpers/scratch.js';

const dir = scratch();
after(() => {
  rmSync(dir, { recursive: true });
});

const HEAD = 'version: 1\nid: quux\nwhy: It stays powered.\n';
const GET = 'acquires:\n  - quux_get(ret) fails null -> quux_put(0)\n';

async function problemsOf(text: string): Promise<readonly string[]> {
  const file = join(dir, 'rule.yaml');
  writeFileSync(file, text);
  return (await checkRules(file)).map((problem) => problem.replace(`${file}:`, ''));
}

/** A rule file, and its problem: the line and words of the remedy. */
const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['unknown key', `${HEAD}colour: red\n${GET}`, /^4: unknown key "colour": remove it/],
  ['no why', `version: 1\nid: quux\n${GET}`, /^1: no why: write a sentence/],
  ['empty why', `version: 1\nid: quux\nwhy: ""\n${GET}`, /^3: why .* write a sentence/],
  ['no version', `id: quux\nwhy: x\n${GET}`, /^1: no version: write version: 1/],
  ['other version', `version: 2\nid: quux\nwhy: x\n${GET}`, /^1: version .* write version: 1/],
  ['bad id', `version: 1\nid: Quux\nwhy: x\n${GET}`, /^2: id .* lower case/],
  ['wrong handle', `${HEAD}acquires:\n  - q_get(return) fails null -> q_put(0)\n`, /^5: write NAME\(ret \| argN/],
  [
    'wrong release',
    `${HEAD}acquires:\n  - q_get(ret) fails null -> q_put(x)\n`,
    /^5: "q_put\(x\)" is no release: write/,
  ],
  ['no failure', `${HEAD}acquires:\n  - q_get(ret) counted -> q_put(0)\n`, /^5: no failure kind: write fails null/],
  ['wrong failure', `${HEAD}acquires:\n  - q_get(ret) fails maybe -> q_put(0)\n`, /^5: "fails maybe" .* write fails/],
  ['option', `${HEAD}acquires:\n  - q_get(ret) fails null, conter -> q_put(0)\n`, /^5: unknown option "conter": see/],
  ['itself', `${HEAD}acquires:\n  - q_set(arg0) fails never -> q_set(0)\n`, /^5: q_set cannot release/],
  ['twice', `${HEAD}${GET}  - quux_get(ret) fails null -> quux_put(0)\n`, /^6: quux_get is listed twice: keep one/],
  ['a map', `${HEAD}acquires:\n  quux_get: quux_put\n`, /^5: acquires .* write a list/],
  ['loop', `${HEAD}loops:\n  - for_each_quux quux_put\n`, /^5: write MACRO CURSOR RELEASE/],
  ['cleanup', `${HEAD}cleanups:\n  - quux\n`, /^5: write CLASS RELEASE/],
  ['transfer', `${HEAD}transfers:\n  - quux_hand(0) sometimes\n`, /^5: write NAME\(N\) always/],
  ['no effect', HEAD, /^2: no effect: write acquires/],
  ['no YAML', `${HEAD}${GET} bad\n`, /^6: no YAML/],
  ['no mapping', 'just text\n', /^1: no rule: write keys and values/],
  ['empty', '', /^1: no rule/],
  [
    'anchors',
    `a: &a [x,x,x,x,x]\n${bomb('a', 'b')}${bomb('b', 'c')}${bomb('c', 'd')}${bomb('d', 'e')}`,
    /^1: .*anchors/,
  ],
  [
    'before that is silent',
    `${HEAD}before: |\n  int a(void)\n  {\n  \treturn 0;\n  }\nafter: |\n  int a(void)\n  {\n  \treturn 0;\n  }\n${GET}`,
    /^4: before gives no finding of quux/,
  ],
];

function bomb(from: string, to: string): string {
  return `${to}: &${to} [*${from},*${from},*${from},*${from},*${from}]\n`;
}

for (const [name, text, expected] of REFUSED) {
  test(`a bad rule is refused with line and remedy: ${name}`, async () => {
    const [first] = await problemsOf(text);
    assert.match(first ?? '(none)', expected);
  });
}

test('a rule file that is not there, and a folder without rules', async () => {
  assert.match((await checkRules('/no/such.yaml'))[0]!, /no such file/);
  mkdirSync(join(dir, 'empty'));
  assert.match((await checkRules(join(dir, 'empty')))[0]!, /no rules: put a \.yaml file there/);
});

test('the rules of checkleak pass their own check', async () => {
  assert.deepEqual(await checkRules('rules'), []);
});

const README_RULE = /```yaml\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))![1]!;

test('the six lines of the README are enough for a pair of a driver', async () => {
  assert.ok(README_RULE.trimEnd().split('\n').length <= 6);
  assert.deepEqual(await problemsOf(README_RULE), []);
  const folder = join(dir, 'readme');
  mkdirSync(folder);
  writeFileSync(join(folder, 'quux.yaml'), README_RULE);
  const catalogue = await loadCatalogue([folder]);
  const code = (release: string): string =>
    `int quux_up(struct dev *d)\n{\n\tstruct quux *q;\n\n\tq = quux_get(d);\n\tif (!q)\n\t\treturn -ENODEV;\n\tif (quux_go(q))${release}\n\t\treturn -EIO;\n\tquux_put(q);\n\treturn 0;\n}\n`;
  const found = await reviewText('drivers/quux/quux.c', code(''), { catalogue });
  assert.deepEqual(
    found.map((one) => `${one.rule} ${one.acquire} ${one.release.join()}`),
    ['quux quux_get quux_put'],
  );
  const plain = await reviewText('drivers/quux/quux.c', code(''), { catalogue: await loadCatalogue([]) });
  assert.ok(plain.every((one) => one.rule !== 'quux'));
});

test('further rules add to a family, and win over what is known', async () => {
  const folder = join(dir, 'over');
  mkdirSync(folder);
  const own =
    'version: 1\nid: memory\nwhy: Ours.\nacquires:\n  - kzalloc(ret) fails null -> quux_free(0)\nnull-safe:\n  - quux_free\n';
  writeFileSync(join(folder, 'memory.yaml'), own);
  const catalogue = await loadCatalogue([folder]);
  const family = catalogue.families.get('memory')!;
  assert.equal(family.why, 'Ours.');
  assert.equal(family.title, 'Memory');
  assert.match(family.before, /kmalloc|kzalloc/);
  assert.deepEqual(
    catalogue.acquires.get('kzalloc')!.releases.map((one) => one.name),
    ['quux_free'],
  );
  assert.ok(catalogue.acquires.has('kmalloc'));
  assert.ok(catalogue.nullSafe.has('quux_free'));
});

test('explain tells what is known of a function', async () => {
  const catalogue = await loadCatalogue([]);
  assert.match(explainFunction(catalogue, 'device_register')!, /when it fails +put_device is still needed/);
  assert.match(explainFunction(catalogue, 'pm_runtime_get_sync')!, /keeps the reference all the same/);
  assert.match(explainFunction(catalogue, 'of_find_node_by_name')!, /drops +the reference of argument 0/);
  assert.match(explainFunction(catalogue, 'kfree')!, /takes NULL/);
  assert.match(explainFunction(catalogue, 'gpiod_put') ?? '', /releases what is acquired by/);
  assert.equal(explainFunction(catalogue, 'quux_get'), undefined);
});

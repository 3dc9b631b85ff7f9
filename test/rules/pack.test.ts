import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueOf } from '../../dist/rules/compiled.js';
import { catalogueOfPacked, pack, printAcquire, unpack } from '../../dist/rules/pack.js';
import { readAcquire } from '../../dist/rules/entry.js';
import { readRuleFolder } from '../../dist/rules/read-yaml.js';

const { rules } = readRuleFolder('rules');
const packed = pack(rules);

test('what is stored is what the rule files say', () => {
  const back = unpack(JSON.parse(JSON.stringify(packed)) as typeof packed);
  for (const key of Object.keys(rules) as (keyof typeof rules)[]) {
    const said: unknown = JSON.parse(JSON.stringify(rules[key]));
    assert.deepEqual(JSON.parse(JSON.stringify(back[key])), said, key);
  }
});

test('an acquire is printed as a rule file writes it', () => {
  const line =
    '(*arg2) fails negative, counted, keeps-on-failure, on-failure put_x, drops 1, lowest 2, above 3, runs 0, use-after-free, teardown-only, confidence low, managed devm_x, managed devm_y, managed-after z -> put_x(0), put_y(key)';
  const api = readAcquire(`x_get${line}`, 'quux');
  assert.ok(!('error' in api));
  assert.equal(printAcquire(api), `x_get${line}`);
});

test('the stored catalogue answers as the whole one does', () => {
  const whole = catalogueOf(rules, '1');
  const stored = catalogueOfPacked(packed, '1');
  assert.deepEqual([...stored.acquires], [...whole.acquires]);
  assert.deepEqual([...stored.releases], [...whole.releases]);
  for (const key of ['reads', 'soleArgument', 'nullSafe', 'errSafe'] as const) {
    assert.deepEqual([...stored[key]], [...whole[key]]);
    assert.equal(stored[key].size, whole[key].size);
  }
  assert.equal(stored.acquires.get('quux_get'), undefined);
});

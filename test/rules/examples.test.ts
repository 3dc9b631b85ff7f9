import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewText } from '../../dist/run.js';

const catalogue = await loadCatalogue([]);

for (const family of catalogue.families.values()) {
  const examples = [{ title: 'main example', before: family.before, after: family.after }, ...family.examples];
  for (const { title, before, after } of examples) {
    test(`rule ${family.id}: ${title}`, async () => {
      const found = await reviewText('drivers/quux/quux.c', before, { catalogue, confidence: 'medium' });
      assert.deepEqual([...new Set(found.map((one) => one.rule))], [family.id], 'before is found');
      const silent = await reviewText('drivers/quux/quux.c', after, { catalogue, confidence: 'low' });
      assert.deepEqual(
        silent.map((one) => `${one.check} ${one.acquire}`),
        [],
        'after is silent',
      );
    });
  }
}

test('the catalogue is as large as it says', () => {
  assert.ok(catalogue.acquires.size >= 2000, String(catalogue.acquires.size));
  for (const api of catalogue.acquires.values()) {
    assert.ok(api.releases.length > 0, api.name);
    assert.ok(catalogue.families.has(api.rule), api.name);
  }
});

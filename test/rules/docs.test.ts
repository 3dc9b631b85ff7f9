import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkPages } from '../../dist/report/checks/pages.js';
import { rulePages } from '../../dist/rules/docs.js';
import { loadCatalogue } from '../../dist/rules/load.js';

test('docs/rules is what npm run docs writes', async () => {
  holds('rules', rulePages(await loadCatalogue([])));
});

test('docs/checks is what npm run docs writes', () => {
  holds('checks', checkPages());
});

function holds(folder: string, pages: ReadonlyMap<string, string>): void {
  const dir = join(process.cwd(), 'docs', folder);
  assert.deepEqual(readdirSync(dir).sort(), [...pages.keys()].sort());
  for (const [name, text] of pages)
    assert.equal(readFileSync(join(dir, name), 'utf8'), text, `${name}: run npm run docs`);
}

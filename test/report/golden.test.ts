import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { FORMATS } from '../../dist/cli/option-table.js';
import { VERSION } from '../../dist/version.js';
import { checkleak } from '../helpers/run.js';

/** What changes from run to run: the time of a reply, and the version. */
function steady(text: string): string {
  return text
    .replace(/^Date: .*$/gm, (line) => (line.includes('+0200') ? line : 'Date: Thu, 01 Jan 2026 00:00:00 +0000'))
    .replaceAll(`checkleak ${VERSION}`, 'checkleak VERSION')
    .replaceAll(`ersion": "${VERSION}"`, 'ersion": "VERSION"');
}

for (const format of FORMATS) {
  test(`golden: a series as ${format}`, () => {
    const { status, out, err } = checkleak(['--format', format, 'test/report/mails/series.mbox'], {
      env: { ...process.env, NO_COLOR: '1', CHECKLEAK_FROM: '' },
    });
    assert.equal(status, 1, err);
    const path = `test/report/golden/series.${format}`;
    // To take over what is printed now: CHECKLEAK_GOLDEN=write npm test, and read the diff.
    if (process.env.CHECKLEAK_GOLDEN === 'write') writeFileSync(path, steady(out));
    assert.equal(steady(out), readFileSync(path, 'utf8'));
  });
}

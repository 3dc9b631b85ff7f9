import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { plain } from '../../dist/report/plain.js';
import { styleFor } from '../../dist/report/style.js';
import { textReport } from '../../dist/report/text.js';
import { mailOf } from '../helpers/mail.js';
import { reviewed, reviewFixture } from '../helpers/review.js';

const ESCAPE = '\x1b';

test('colour on a terminal, not with NO_COLOR, not in a pipe, not on a dumb terminal', async () => {
  const one = await reviewFixture('demo/demo.patch');
  const text = (isTTY: boolean, env: Record<string, string>): string =>
    textReport(one, styleFor({ isTTY, columns: 80 }, env), false);
  assert.ok(text(true, {}).includes(ESCAPE));
  for (const plain of [text(true, { NO_COLOR: '1' }), text(true, { TERM: 'dumb' }), text(false, {})])
    assert.ok(!plain.includes(ESCAPE));
  assert.ok(text(true, { NO_COLOR: '' }).includes(ESCAPE), 'an empty NO_COLOR says nothing');
});

test('no line is wider than the terminal but for names that cannot be broken', async () => {
  const one = await reviewFixture('lifecycle/leak-ladder.patch');
  for (const columns of [40, 60, 80, 120]) {
    const lines = textReport(one, styleFor({ isTTY: true, columns }, { NO_COLOR: '1' }), true).split('\n');
    for (const line of lines.slice(1)) if (!/^\S+\.c:\d+ /.test(line)) assert.ok(line.length <= columns, line);
  }
});

test('the way is marked: acquire, branch, exit', async () => {
  const text = textReport(await reviewFixture('demo/demo.patch'), styleFor({ isTTY: false, columns: 0 }, {}), false);
  assert.match(text, /^ {2}acquire +15 \+ +ret = clk_prepare_enable\(q->clk\);$/m);
  assert.match(text, /^ {2}branch +20 +if \(ret\)$/m);
  assert.match(text, /^ {2}exit +21 +return ret;$/m);
  assert.match(text, /when quux_reset\(\) fails/);
});

test('what a hostile mail holds moves no cursor and turns no text', async () => {
  const evil = `${ESCAPE}[2J${ESCAPE}]0;owned\x07\u202e\u2066\x9b31m`;
  const mail = readFileSync('test-patches/demo/demo.patch', 'utf8')
    .replace('[PATCH] misc', `[PATCH] ${evil} misc`)
    .replace('clk_prepare_enable(q->clk);', `clk_prepare_enable(q->clk); /* ${evil} */`);
  const text = textReport(await reviewed(await mailOf(mail)), styleFor({ isTTY: false, columns: 0 }, {}), true);
  assert.match(text, /acquire/);
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
});

test('plain keeps tabs and letters of all scripts', () => {
  assert.equal(plain('a\tö\u4e2d\r\nb'), 'a\tö\u4e2d??b');
});

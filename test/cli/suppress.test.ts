import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { heedTrailers, pathFilter } from '../../dist/judge/suppress.js';
import { checkleak } from '../helpers/run.js';
import { reviewFixture } from '../helpers/review.js';

const demo = readFileSync('test-patches/demo/demo.patch', 'utf8');
const { findings } = (await reviewFixture('demo/demo.patch')).report;

const withTrailer = (line: string): string => demo.replace('Signed-off-by:', `${line}\nSigned-off-by:`);

test('a trailer answers for a rule, a check, or both', () => {
  for (const id of ['clk', 'leak-on-error-path', 'clk/leak-on-error-path']) {
    const { findings: kept, notes } = heedTrailers(`x\n\nCheckleak-Ignore: ${id} the firmware owns it\n`, findings);
    assert.deepEqual(kept, []);
    assert.deepEqual(notes, ['clk/leak-on-error-path in quux_probe() is ignored by the author: the firmware owns it']);
  }
});

test('a trailer that is not needed, or gives no reason, is reported and hides nothing', () => {
  const idle = heedTrailers('Checkleak-Ignore: memory not ours\n', findings);
  assert.equal(idle.findings.length, 1);
  assert.match(idle.notes[0]!, /memory is not needed/);
  const bare = heedTrailers('Checkleak-Ignore: clk\n', findings);
  assert.equal(bare.findings.length, 1);
  assert.match(bare.notes[0]!, /needs a reason/);
});

test('only the message counts, not the diff', () => {
  const inDiff = demo.replace('+	ret = clk', '+	/*\n+Checkleak-Ignore: clk x\n+	*/ ret = clk');
  assert.equal(checkleak([], { input: inDiff }).status !== 0, true);
  assert.equal(checkleak([], { input: withTrailer('Checkleak-Ignore: clk the firmware owns it') }).status, 0);
});

test('what a trailer did is told: on stdout as text, in the JSON, on stderr otherwise; not with -q', () => {
  const input = withTrailer('Checkleak-Ignore: clk the firmware owns it');
  assert.match(checkleak([], { input }).out, /note: clk\/leak-on-error-path in quux_probe\(\) is ignored/);
  assert.match(checkleak(['--format', 'json'], { input }).out, /"notes": \[/);
  const terse = checkleak(['--format', 'terse'], { input });
  assert.equal(terse.out, '');
  assert.match(terse.err, /ignored by the author/);
  assert.equal(checkleak(['--format', 'terse', '-q'], { input }).err, '');
  assert.deepEqual(checkleak(['--format', 'b4'], { input }), { status: 0, out: '', err: '' });
});

test('paths are ignored by folder, by name and by pattern', () => {
  const table: readonly (readonly [glob: string, yes: readonly string[], no: readonly string[]])[] = [
    [
      'drivers/staging/',
      ['drivers/staging/a.c', 'drivers/staging/x/b.c'],
      ['drivers/stagingx/a.c', 'a/drivers/staging/a.c'],
    ],
    ['*_test.c', ['lib/a_test.c', 'a_test.c'], ['lib/a_test.c.c', 'lib/test.c']],
    ['drivers/*/x.c', ['drivers/a/x.c'], ['drivers/a/b/x.c']],
    ['drivers/**/x.c', ['drivers/a/b/x.c'], ['drivers/a/b/y.c']],
    ['a+b.c', ['a+b.c'], ['aab.c']],
  ];
  for (const [glob, yes, no] of table) {
    const isIgnored = pathFilter([glob]);
    for (const path of yes) assert.ok(isIgnored(path), `${glob} ${path}`);
    for (const path of no) assert.ok(!isIgnored(path), `${glob} ${path}`);
  }
  const { status, out } = checkleak(['--ignore-path', 'drivers/misc/', '-v', 'test-patches/demo/demo.patch']);
  assert.equal(status, 0);
  assert.match(out, /skipped drivers\/misc\/quux\.c: ignored by path/);
});

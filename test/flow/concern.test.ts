import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concernedParts } from '../../dist/flow/concern.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import type { SourceFile } from '../../dist/types.js';

const catalogue = await loadCatalogue([]);

/** Hunks with their headings, as one file of which more is not known. */
function fileOf(...hunks: readonly (readonly [heading: string, text: string])[]): SourceFile {
  const lines: SourceFile['lines'][number][] = [];
  const fragments = hunks.map(([heading, text]) => {
    const start = lines.length;
    for (const line of text.split('\n'))
      lines.push({ text: line, kind: 'added', line: lines.length + 1, mailLine: lines.length + 9 });
    return { start, end: lines.length, heading };
  });
  return { path: 'drivers/misc/quux.c', side: 'after', complete: false, lines, fragments };
}

function keptOf(file: SourceFile): readonly string[] {
  return concernedParts([file], catalogue)[0]!.fragments.map(({ heading }) => heading);
}

test('a hunk is kept for a call of the rules, a name of releasing, a label, or an antonym in another hunk', () => {
  const plain = ['int f0(void)', '\tx = quux_count(q);'] as const;
  assert.deepEqual(keptOf(fileOf(plain)), []);
  assert.deepEqual(keptOf(fileOf(plain, ['int f1(void)', '\tp = kmalloc(4, GFP_KERNEL);'])), ['int f1(void)']);
  assert.deepEqual(keptOf(fileOf(plain, ['int f1(void)', '\tquux_cleanup(q);'])), ['int f1(void)']);
  assert.deepEqual(keptOf(fileOf(plain, ['int f1(void)', 'err_out:\n\treturn ret;'])), ['int f1(void)']);
  assert.deepEqual(keptOf(fileOf(['int f1(void)', '\tquux_freeze(q);'], plain)), []);
  assert.deepEqual(keptOf(fileOf(['int f1(void)', '\tquux_freeze(q);'], plain, ['int f2(void)', '\tquux_thaw(q);'])), [
    'int f1(void)',
    'int f2(void)',
  ]);
});

test('what speaks of a hunk that is kept is kept, over several steps, and so is what belongs to the same function', () => {
  const file = fileOf(
    ['int quux_top(void)', '\treturn quux_middle(q);'],
    ['int quux_middle(struct quux *q)', '\treturn quux_low(q);'],
    ['int quux_low(struct quux *q)', '\tq->p = kmalloc(4, GFP_KERNEL);'],
    ['int quux_low(struct quux *q)', '\treturn 0;'],
    ['int quux_other(void)', '\treturn 0;'],
    ['static const struct quux_ops quux_ops = {', '\t.run = quux_top,'],
  );
  assert.deepEqual(
    keptOf(file),
    file.fragments.flatMap(({ heading }) => (heading.includes('other') ? [] : [heading])),
  );
});

test('a hunk without a heading belongs to the one above', () => {
  const file = fileOf(
    ['int f1(void)', '\tp = kmalloc(4, GFP_KERNEL);'],
    ['', '\treturn 0;'],
    ['int f2(void)', '\tx = 1;'],
  );
  assert.deepEqual(keptOf(file), ['int f1(void)', '']);
});

test('a new file is kept or left as a whole', () => {
  const whole = (text: string): SourceFile => ({ ...fileOf(['', text]), complete: true, fragments: [] });
  const files = [whole('int a(void)\n{\n\treturn 0;\n}'), whole('int b(void)\n{\n\tkfree(p);\n}')];
  const [left, kept] = concernedParts(files, catalogue);
  assert.equal(left!.complete, false);
  assert.equal(kept, files[1]);
});

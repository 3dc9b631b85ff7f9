import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMail } from '../../dist/mail/parse.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail } from '../../dist/run.js';
import { noTree } from '../../dist/tree/tree.js';
import { additionOf } from '../../dist/patch/addition.js';

const catalogue = await loadCatalogue([]);

interface Told {
  readonly findings: number;
  readonly reasons: readonly string[];
}

async function review(code: readonly string[]): Promise<Told> {
  const text = `From: a@example.org\nSubject: [PATCH] x\n\n${additionOf('x.c', code.join('\n')).join('\n')}`;
  const mail = await parseMail(Buffer.from(text), 'x', 0);
  const { report } = await reviewMail(mail, {
    tree: noTree,
    catalogue,
    allMails: false,
    confidence: 'low',
    only: [],
    ignore: [],
  });
  return { findings: report.findings.length, reasons: report.skipped.map((one) => one.reason) };
}

const times = (n: number, line: (i: number) => string): readonly string[] =>
  Array.from({ length: n }, (_, i) => line(i));

/** A function that loses its memory where the check fails, behind a call whose arguments are given. */
const quux = (name: string, args: readonly string[]): readonly string[] => [
  `static int ${name}(struct quux *q)`,
  '{',
  '\tvoid *buf = kzalloc(16, GFP_KERNEL);',
  '',
  '\tif (!buf)',
  '\t\treturn -ENOMEM;',
  `\tquux_set(q, ${args.join(', ')});`,
  '\tif (quux_check(q))',
  '\t\treturn -EIO;',
  '\tkfree(buf);',
  '\treturn 0;',
  '}',
  '',
];
const choices = times(20, (i) => `q->a${i} && q->b${i}`);

test('a function with too many ways is named, and its neighbours are reviewed', async () => {
  const told = await review([...quux('quux_huge', choices), ...quux('quux_plain', ['q->a', 'q->b'])]);
  assert.equal(told.findings, 1);
  assert.deepEqual(told.reasons, ['quux_huge() is too complex to follow what line 3 acquires: not analysed']);
});

test('of many such functions a few are named and the rest is counted', async () => {
  const told = await review(times(40, (i) => `quux_${i}`).flatMap((name) => quux(name, choices)));
  assert.equal(told.findings, 0);
  assert.equal(told.reasons.length, 6);
  assert.equal(told.reasons[5], '35 more functions are too complex to follow');
});

test('what a function acquires beyond what is followed is told of', async () => {
  const told = await review([
    'static void quux_table(struct quux *q)',
    '{',
    ...times(100, (i) => `\tq->a[${i}] = kzalloc(${i + 1}, GFP_KERNEL);`),
    '}',
  ]);
  assert.deepEqual(
    told.reasons.filter((one) => one.includes('too complex')),
    ['quux_table() is too complex to follow what 20 lines from 83 on acquire: not analysed'],
  );
});

test('a mail that takes more work than one may is told of', async () => {
  const told = await review([
    'static int quux_web(struct quux *q)',
    '{',
    '\tvoid *buf = kzalloc(16, GFP_KERNEL);',
    ...times(4000, (i) => `\tint r${i} = quux_step${i}(q);\n\tif (r${i} < 0)\n\t\tgoto out;`),
    ...times(4000, (i) => `\tif (r${i} > 1)\n\t\tq->count++;`),
    'out:',
    '\tkfree(buf);',
    '\treturn 0;',
    '}',
  ]);
  assert.equal(told.findings, 0);
  assert.match(told.reasons.join('; '), /more work than one mail may|too complex to follow/);
});

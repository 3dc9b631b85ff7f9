import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readC } from '../../dist/c/read.js';
import { readMails } from '../../dist/mail/read.js';
import { parsePatch } from '../../dist/patch/parse.js';
import { buildSides } from '../../dist/patch/sides.js';
import { noTree } from '../../dist/tree/tree.js';
import { compareCut, cutIntoHunks, type Compared } from '../helpers/cut.js';

const corpus = process.env.CHECKLEAK_MAILS;

/** The new C files of mails, cut in two ways: small hunks close together, larger ones far apart. */
async function compareNewFiles(input: string): Promise<Compared> {
  const all: Compared[] = [];
  for await (const mail of readMails([input], Readable.from([]))) {
    for (const { after } of (await buildSides(parsePatch(mail), noTree)).pairs) {
      if (!after?.complete || !after.path.endsWith('.c')) continue;
      const whole = readC(after);
      for (const [every, size] of [
        [23, 2],
        [61, 12],
      ] as const) {
        const cut = cutIntoHunks(after, every, size);
        all.push(compareCut(after, whole, cut, readC(cut)));
      }
    }
  }
  const sum = (of: (one: Compared) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    functions: sum((one) => one.functions),
    equal: sum((one) => one.equal),
    differences: all.flatMap((one) => one.differences),
  };
}

const skip = corpus === undefined ? 'CHECKLEAK_MAILS names no mails' : false;

test('functions of new-file mails read the same out of hunks', { skip }, async (t) => {
  const { functions, equal, differences } = await compareNewFiles(corpus!);
  t.diagnostic(`${equal} of ${functions} functions equal, ${((equal / functions) * 100).toFixed(2)} %`);
  for (const one of differences.slice(0, 10)) t.diagnostic(one);
  assert.ok(equal / functions >= 0.98);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { addressesOf, headersOf, textOf } from '../../dist/mail/headers.js';

const NAME = fc.constantFrom('Subject', 'to', 'Cc', 'X-Odd', 'Received', 'ARC-Seal', 'no colon', ' ');
const VALUE = fc.stringMatching(/^[ \ta-zé<>@.,:;"=?()-]{0,30}$/u);
const FIELD = fc
  .tuple(NAME, fc.array(VALUE, { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\r\n'))
  .map(([name, values, end]) => `${name}: ${values.join(`${end}\t`)}${end}`);
const IS_TRACE = /^(?:received|arc-seal)/;

test('headers are those that postal-mime reads, but for transport', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(FIELD, { minLength: 1, maxLength: 8 }), async (fields) => {
      const raw = Buffer.from(`From: a@b.example\n${fields.join('')}`);
      const email = await PostalMime.parse(raw);
      const wanted = email.headers.filter(({ key }) => !IS_TRACE.test(key)).map(({ key, value }) => [key, value]);
      assert.deepEqual(headersOf(raw, raw.length), wanted);
    }),
    { numRuns: 500 },
  );
});

test('a folded field of transport at the top takes its lines along', () => {
  const raw = Buffer.from(
    'Received: from x\n\tby y\nSubject: =?utf-8?q?caf=C3=A9?=\nCc: Team: a@b.example, "C, D" <c@d.example>;\n',
  );
  const headers = headersOf(raw, raw.length);
  assert.deepEqual(
    headers.map(([name]) => name),
    ['subject', 'cc'],
  );
  assert.equal(textOf(headers, 'subject'), 'café');
  assert.deepEqual(addressesOf(headers, 'cc'), [
    { name: '', address: 'a@b.example' },
    { name: 'C, D', address: 'c@d.example' },
  ]);
});

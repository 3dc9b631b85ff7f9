import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSubject } from '../../dist/mail/subject.js';

const cases: readonly (readonly [string, Partial<ReturnType<typeof parseSubject>>])[] = [
  ['[PATCH net v2 3/7] foo: bar', { isPatch: true, version: 2, number: 3, total: 7, tags: ['net'], title: 'foo: bar' }],
  ['[PATCHv3] foo', { isPatch: true, version: 3, number: undefined, title: 'foo' }],
  ['[RFC PATCH 03/10] foo', { isPatch: true, tags: ['RFC'], number: 3, total: 10 }],
  ['[PATCH 2/2 v3] [media] foo', { isPatch: true, version: 3, number: 2, tags: ['media'], title: 'foo' }],
  ['[net-next PATCH] foo', { isPatch: true, tags: ['net-next'] }],
  ['[PATCH v2 0/5] foo', { number: 0, total: 5, version: 2 }],
  ['Re: [PATCH] foo', { isReply: true, isPatch: true, title: 'foo' }],
  ['AW: Re: foo', { isReply: true, isPatch: false, title: 'foo' }],
  ['foo: plain', { isPatch: false, isReply: false, title: 'foo: plain', tags: [] }],
  ['[PATCH', { isPatch: false, title: '[PATCH' }],
];

for (const [subject, wanted] of cases) {
  test(`subject ${subject}`, () => {
    const tags = parseSubject(subject);
    for (const [key, value] of Object.entries(wanted)) assert.deepEqual(tags[key as keyof typeof tags], value, key);
  });
}

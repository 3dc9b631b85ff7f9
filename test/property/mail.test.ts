import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitMbox } from '../../dist/mail/mbox.js';
import { parseMail } from '../../dist/mail/parse.js';
import { parseSubject } from '../../dist/mail/subject.js';

const split = async (chunks: readonly Buffer[]): Promise<readonly string[]> => {
  const mails: string[] = [];
  for await (const mail of splitMbox(chunks)) mails.push(Buffer.from(mail).toString('latin1'));
  return mails;
};

/** Lines that an mbox and its quoting are about, among others. */
const mailLine = fc.oneof(
  fc.constantFrom('From ', 'From x Thu Jan  1 00:00:00 1970', '>From y', '>>From z', '', '---', '-- ', 'A: b', '\tc'),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, ' ')),
);

test('an mbox gives back the mails that were put into it', async () => {
  const mail = fc.array(mailLine, { maxLength: 12 }).map((lines) => `Subject: x\n\n${lines.join('\n').trimEnd()}x\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(mail, { minLength: 1, maxLength: 6 }), async (mails) => {
      const quoted = mails.map(
        (one) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${one.replace(/^(>*From )/gm, '>$1')}\n`,
      );
      const found = await split([Buffer.from(quoted.join(''), 'latin1')]);
      assert.deepEqual(
        found.map((one) => one.trimEnd()),
        mails.map((one) => one.trimEnd()),
      );
    }),
  );
});

test('where chunks are cut makes no difference to an mbox', async () => {
  const text = fc.array(mailLine, { maxLength: 40 }).map((lines) => lines.join('\n'));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(30), { minLength: 1, maxLength: 30 }), async (whole, steps) => {
      const bytes = Buffer.from(whole, 'latin1');
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const step = 1 + steps[i % steps.length]!;
        chunks.push(bytes.subarray(at, at + step));
        at += step;
      }
      assert.deepEqual(await split(chunks), await split([bytes]));
    }),
  );
});

test('any bytes are a mail, with lines that end in LF', async () => {
  const header = fc.constantFrom(
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: text/plain; charset=utf-16',
    'Content-Type: text/plain; charset=klingon',
    'Content-Transfer-Encoding: base64',
    'Content-Transfer-Encoding: quoted-printable',
    'Subject: [PATCH 1/2] x',
    '--b',
  );
  const bytes = fc
    .tuple(fc.array(header, { maxLength: 5 }), fc.uint8Array({ maxLength: 400 }))
    .map(([lines, rest]) => Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), rest]));
  await fc.assert(
    fc.asyncProperty(bytes, async (raw) => {
      const mail = await parseMail(raw, 'x', 0);
      assert.doesNotMatch(mail.body, /\r/);
      assert.ok(['patch', 'cover', 'reply', 'applied', 'pull', 'other'].includes(mail.kind));
    }),
  );
});

test('a subject is taken apart into what it was made of', () => {
  const title = fc.stringMatching(/^x[a-z]{1,8}: [a-z]{1,8}( [a-z]{1,8}){0,4}$/);
  const number = fc.integer({ min: 1, max: 99 });
  fc.assert(
    fc.property(
      title,
      number,
      number,
      fc.integer({ min: 2, max: 20 }),
      fc.constantFrom('net', 'bpf-next', 'RFC'),
      fc.boolean(),
      (text, n, total, version, tag, isReply) => {
        const tags = parseSubject(`${isReply ? 'Re: ' : ''}[PATCH ${tag} v${version} ${n}/${total}] ${text}`);
        assert.deepEqual(tags, { title: text, tags: [tag], isPatch: true, isReply, version, number: n, total });
      },
    ),
  );
});

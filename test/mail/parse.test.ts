import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readMails } from '../../dist/mail/read.js';
import type { Mail } from '../../dist/types.js';
import { DIFF, HEADERS, mailOf } from '../helpers/mail.js';

async function readAll(text: string): Promise<readonly Mail[]> {
  const mails: Mail[] = [];
  for await (const mail of readMails([], Readable.from([Buffer.from(text)]))) mails.push(mail);
  return mails;
}

test('a plain patch mail', async () => {
  const mail = await mailOf(`${HEADERS}\nText.\n---\n${DIFF}`);
  assert.equal(mail.kind, 'patch');
  assert.equal(mail.messageId, '<1@example.org>');
  assert.deepEqual(mail.from, { name: 'Ada Example', address: 'ada@example.org' });
  assert.ok(mail.body.includes('+\tret = quux_more(q);'));
});

test('quoted-printable, base64 and CRLF give the same body', async () => {
  const body = `Text.\n---\n${DIFF}`;
  const plain = await mailOf(`${HEADERS}\n${body}`);
  const mime = (encoding: string): string =>
    `MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n\n`;
  const quoted = await mailOf(
    `${HEADERS}${mime('quoted-printable')}${body.replace(/=/g, '=3D').replace(/\t/g, '=09')}`,
  );
  const base64 = await mailOf(
    `${HEADERS}${mime('base64')}${Buffer.from(body)
      .toString('base64')
      .replace(/(.{76})/g, '$1\n')}\n`,
  );
  const crlf = await mailOf(`${HEADERS}\n${body}`.replace(/\n/g, '\r\n'));
  for (const mail of [quoted, base64, crlf]) {
    assert.equal(mail.kind, 'patch');
    assert.equal(mail.body.trimEnd(), plain.body.trimEnd());
  }
});

test('a nonsense charset does not lose the patch', async () => {
  const mail = await mailOf(
    `${HEADERS}MIME-Version: 1.0\nContent-Type: text/plain; charset=yes\n\nText.\n---\n${DIFF}`,
  );
  assert.equal(mail.kind, 'patch');
});

test('an attached patch is read', async () => {
  const parts = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=XX\n\n--XX\nContent-Type: text/plain\n\nSee attachment.\n--XX\nContent-Type: text/x-patch; name="a.patch"\nContent-Disposition: attachment; filename="a.patch"\n\n${DIFF}\n--XX--\n`;
  const mail = await mailOf(`${HEADERS}${parts}`);
  assert.equal(mail.kind, 'patch');
  assert.deepEqual(mail.problems, ['the patch is an attachment']);
});

test('an mbox holds several mails, and >From is unquoted', async () => {
  const one = `From mboxrd@z Thu Jan  1 00:00:00 1970\n${HEADERS}\n>From here on.\n---\n${DIFF}\n`;
  const mails = await readAll(one + one);
  assert.equal(mails.length, 2);
  assert.ok(mails[0]!.body.startsWith('From here on.'));
});

test('a bare diff is a patch, blank input is nothing', async () => {
  assert.equal((await readAll(DIFF))[0]?.kind, 'patch');
  assert.equal((await readAll('\n\n')).length, 0);
});

test('replies, notices, pull requests and covers are no patches', async () => {
  const kind = async (subject: string, body: string): Promise<string> =>
    (await mailOf(`From: a@example.org\nSubject: ${subject}\n\n${body}`)).kind;
  assert.equal(await kind('Re: [PATCH] x', `> ${DIFF.replace(/\n/g, '\n> ')}\n\nNo.\n`), 'reply');
  assert.equal(await kind('[PATCH 0/3] x', 'Hello.\n'), 'cover');
  assert.equal(await kind('[GIT PULL] x', 'The following changes since commit 1234567:\n'), 'pull');
  assert.equal(await kind('patch "x" added to usb-next', `This is a note to let you know\n\n${DIFF}`), 'applied');
  assert.equal(await kind('hello', 'Nothing.\n'), 'other');
});

test('broken input never throws', async () => {
  for (const text of [
    '',
    '\0\0\0',
    'From: \nContent-Type: multipart/mixed; boundary=\n\n--\n',
    'A: b\n'.repeat(10000),
    `Subject: =?utf-8?q?=ZZ?=\n\nx`,
  ]) {
    const mail = await mailOf(text);
    assert.notEqual(mail.kind, 'patch');
  }
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { hook } from '../../dist/cli/hook.js';
import type { ReviewOptions } from '../../dist/cli/options.js';
import { reviewTo } from '../../dist/cli/review.js';
import { splitMbox } from '../../dist/mail/mbox.js';
import type { Random } from './random.js';
import { inFolder } from './repositories.js';

interface Json {
  readonly patches: readonly { readonly skipped: readonly { readonly reason: string }[] }[];
}

/** The mails as the parts of one series, as far as their headers can be found. */
export function asSeries(mails: readonly Buffer[], random: Random): readonly Buffer[] {
  const total = random.pick([mails.length, mails.length, mails.length + 1, 999]);
  return mails.map((mail, i) => {
    const number = random.below(8) === 0 ? random.pick([0, 1, 998]) : i + 1;
    const text = mail
      .toString('latin1')
      .replace(/^subject:.*$/im, `Subject: [PATCH ${random.pick(['', 'v2 '])}${number}/${total}] x`)
      .replace(/^message-id:.*$/im, `Message-ID: <1-${number}-x@example.org>`);
    return Buffer.from(text, 'latin1');
  });
}

/** `git send-email` with a series of which each file is given to the hook: it says yes or no, and never fails. */
export async function hookStage(mails: readonly Buffer[], random: Random): Promise<void> {
  await inFolder(async (dir) => {
    const files = asSeries(mails, random).map((bytes, i) => {
      const file = join(dir, `000${i + 1}-x.patch`);
      writeFileSync(file, bytes);
      return file;
    });
    const code = await hook(['sendemail-validate', '--no-config', random.pick(files)]);
    assert.ok(code === 0 || code === 1, `hook: exit code ${code}`);
  });
}

/** An mbox in pieces of any size gives the same mails as in one; each gives one result, in whatever series it may be. */
export async function streamStage(mails: readonly Buffer[], options: ReviewOptions, random: Random): Promise<void> {
  const from = Buffer.from('From mboxrd@z Thu Jan  1 00:00:00 1970\n');
  const box = Buffer.concat(asSeries(mails, random).flatMap((mail) => [from, mail, Buffer.from('\n\n')]));
  const whole = await allOf(splitMbox([box]));
  const pieces: Buffer[] = [];
  const size = random.pick([1, 7, 100, 4096, 65_536]);
  if (box.length / size < 200_000)
    for (let at = 0; at < box.length; at += size) pieces.push(box.subarray(at, at + size));
  if (pieces.length > 0) {
    const split = await allOf(splitMbox(pieces));
    assert.equal(
      split.length,
      whole.length,
      `mbox: ${split.length} mails in pieces of ${size}, ${whole.length} in one`,
    );
    for (const [i, one] of split.entries())
      assert.ok(one.equals(whole[i]!), `mbox: mail ${i} differs in pieces of ${size}`);
  }
  await inFolder(async (dir) => {
    const file = join(dir, 'x.mbox');
    writeFileSync(file, box);
    const parts: Buffer[] = [];
    const out = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        parts.push(chunk);
        done();
      },
    });
    const request: ReviewOptions = { ...options, inputs: [file], format: 'json', jobs: 1, quiet: true };
    const code = await reviewTo(request, out as unknown as NodeJS.WriteStream);
    assert.notEqual(code, 2, 'stream: a mail made it fail');
    const { patches } = JSON.parse(Buffer.concat(parts).toString()) as Json;
    assert.equal(patches.length, whole.length, `stream: ${patches.length} results of ${whole.length} mails`);
  });
}

async function allOf(mails: AsyncIterable<Uint8Array>): Promise<readonly Buffer[]> {
  const all: Buffer[] = [];
  for await (const mail of mails) all.push(Buffer.from(mail));
  return all;
}

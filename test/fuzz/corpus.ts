import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { splitMbox } from '../../dist/mail/mbox.js';

/** A larger mail is left out: its mutants would only be slow (bytes). */
const MOST = 64 * 1024;

/** All mails of mboxes, `.eml` and `.patch` files below the folders, in sorted order. */
export async function readCorpus(dirs: readonly string[]): Promise<readonly Buffer[]> {
  const mails: Buffer[] = [];
  for (const path of dirs.flatMap(filesOf))
    for await (const mail of splitMbox(createReadStream(path))) if (mail.length <= MOST) mails.push(Buffer.from(mail));
  if (mails.length === 0) throw new Error(`no mails in ${dirs.join(', ')}`);
  return mails;
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return /\.(?:eml|patch|mbox|diff)$/.test(path) ? [path] : [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Mail } from '../types.js';
import { UserError } from '../user-error.js';
import { splitMbox } from './mbox.js';
import { parseMail } from './parse.js';

/**
 * Reads mails from files (one mail or an mbox), directories (maildir, or `.eml`, `.patch`, `.mbox`, `.diff` files in sorted order) and `-`
 * for stdin. Throws UserError where an input cannot be read.
 */
export async function* readMails(inputs: readonly string[], stdin: Readable): AsyncGenerator<Mail> {
  let index = 0;
  for (const input of inputs.length > 0 ? inputs : ['-']) {
    for await (const { path, bytes } of bytesOf(input, stdin)) yield await parseMail(bytes, path, index++);
  }
}

async function* bytesOf(input: string, stdin: Readable): AsyncGenerator<{ path: string; bytes: Uint8Array }> {
  if (input === '-') {
    for await (const bytes of splitMbox(stdin)) yield { path: '-', bytes };
    return;
  }
  for (const path of await filesOf(input)) {
    try {
      for await (const bytes of splitMbox(createReadStream(path, { highWaterMark: 256 * 1024 }))) yield { path, bytes };
    } catch (error) {
      throw new UserError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function filesOf(input: string): Promise<readonly string[]> {
  const info = await stat(input).catch(() => undefined);
  if (!info) throw new UserError(`cannot read ${input}: no such file or directory`);
  if (!info.isDirectory()) return [input];
  const names = (await readdir(input)).sort();
  if (names.includes('cur') && names.includes('new')) {
    const folders = await Promise.all(
      ['cur', 'new'].map(async (folder) =>
        (await readdir(join(input, folder))).map((name) => join(input, folder, name)),
      ),
    );
    return folders.flat().sort();
  }
  return names.filter((name) => /\.(eml|patch|mbox|mbx|diff)$/i.test(name)).map((name) => join(input, name));
}

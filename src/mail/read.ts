import { createReadStream, readFileSync, readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Mail } from '../types.js';
import { UserError } from '../user-error.js';
import { inboxesIn, inboxMails } from './inbox.js';
import { splitMbox } from './mbox.js';
import { parseMail } from './parse.js';

/** A mail as it came in, not yet read. */
export interface RawMail {
  /** Path of the file it stands in, or `-`. */
  readonly source: string;
  /** Position in the input, counted from 0. */
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Parts of its series that come before it, and after it, in order, as far as they are at hand. */
  readonly earlier?: readonly RawMail[];
  readonly later?: readonly RawMail[];
}

/** A file up to this size is read at once; a larger one is streamed (bytes). */
const SMALL = 1024 * 1024;

/**
 * Reads mails from files (one mail or an mbox), directories (maildir, or `.eml`, `.patch`, `.mbox`, `.diff` files in sorted order) and `-`
 * for stdin. A directory may also be a public-inbox. Throws UserError where an input cannot be read.
 */
export async function* readMails(inputs: readonly string[], stdin: Readable): AsyncGenerator<Mail> {
  for await (const { bytes, source, index } of readRawMails(inputs, () => stdin))
    yield await parseMail(bytes, source, index);
}

/** The same mails, undecoded. `stdin` is asked for only when it is read. */
export async function* readRawMails(inputs: readonly string[], stdin: () => Readable): AsyncGenerator<RawMail> {
  let index = 0;
  for (const input of inputs.length > 0 ? inputs : ['-']) {
    for (const { path, size, isInbox } of input === '-' ? [STDIN] : filesOf(input)) {
      try {
        if (isInbox) {
          for await (const bytes of inboxMails(path)) yield { source: path, index: index++, bytes };
          continue;
        }
        const chunks = path === '-' ? stdin() : chunksOf(path, size);
        for await (const bytes of splitMbox(chunks)) yield { source: path, index: index++, bytes };
      } catch (error) {
        if (!(error instanceof Error && 'syscall' in error)) throw error;
        throw new UserError(`cannot read ${path === '-' ? 'stdin' : path}: ${error.message}`);
      }
    }
  }
}

/** Bytes of all files among the inputs; Infinity with stdin, whose size nobody knows. Throws as `readMails` does. */
export function sizeOf(inputs: readonly string[]): number {
  if (inputs.length === 0 || inputs.includes('-')) return Infinity;
  return inputs.reduce((sum, input) => filesOf(input).reduce((all, file) => all + file.size, sum), 0);
}

function chunksOf(path: string, size: number): Iterable<Buffer> | Readable {
  return size <= SMALL ? [readFileSync(path)] : createReadStream(path, { highWaterMark: 256 * 1024 });
}

interface File {
  readonly path: string;
  /** Bytes; Infinity for what is no plain file, such as a pipe. */
  readonly size: number;
  /** A git repository of a public-inbox. */
  readonly isInbox?: true;
}

const STDIN: File = { path: '-', size: Infinity };

function filesOf(input: string): readonly File[] {
  const info = infoOf(input);
  if (!info.isDirectory()) return [{ path: input, size: info.isFile() ? info.size : Infinity }];
  const names = readdirSync(input).sort();
  if (names.some((name) => /^(?:git|HEAD|\d+\.git)$/.test(name))) {
    const inboxes = inboxesIn(input);
    if (inboxes.length > 0) return inboxes.map((path) => ({ path, size: Infinity, isInbox: true }));
  }
  const isMaildir = names.includes('cur') && names.includes('new');
  const paths = isMaildir
    ? ['cur', 'new'].flatMap((folder) => readdirSync(join(input, folder)).map((name) => join(input, folder, name)))
    : names.filter((name) => /\.(eml|patch|mbox|mbx|diff)$/i.test(name)).map((name) => join(input, name));
  return paths.sort().flatMap((path) => {
    const file = infoOf(path);
    return file.isFile() ? [{ path, size: file.size }] : [];
  });
}

function infoOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

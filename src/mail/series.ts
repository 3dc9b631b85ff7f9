import { dirname } from 'node:path';
import { headerOf, headersOf, textOf } from './headers.js';
import { endOfHeaders } from './plain.js';
import type { RawMail } from './read.js';
import { parseSubject } from './subject.js';

/** The place of a mail in a series of patches, told from its headers alone. */
export interface Part {
  readonly number: number;
  readonly total: number;
  readonly version: number;
  /** Message-ID that starts the thread; empty for a file that was never sent. */
  readonly root: string;
  /** Message-ID without the part's number: git and b4 name all mails of one sending alike. */
  readonly stem: string;
  /** Folder of the file it was read from. */
  readonly folder: string;
}

/** Headers beyond this are not looked at (bytes). */
const MOST_HEAD = 16 * 1024;

/** A subject that may count parts, or is encoded. */
const NUMBERED = /^subject:[^\n]*(?:\n[ \t][^\n]*)*?(?:\d\/|=\?)/im;

/** Reads `[PATCH v2 3/7]` and the thread from the headers of a mail; undefined for what is no part of a series. */
export function partOf({ bytes, source }: RawMail): Part | undefined {
  const ended = endOfHeaders(bytes);
  const end = Math.min(ended < 0 ? bytes.length : ended, MOST_HEAD);
  if (!NUMBERED.test(Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1'))) return undefined;
  const headers = headersOf(bytes, end);
  const field = (name: string): string => headerOf(headers, name);
  const { number, total, version, isReply } = parseSubject(textOf(headers, 'subject'));
  if (number === undefined || total === undefined || number < 1 || number > total || isReply) return undefined;
  const id = /<[^<>\s]+>/.exec(field('message-id'))?.[0] ?? '';
  const [reference] = /<[^<>\s]+>/.exec(`${field('references')} ${field('in-reply-to')}`) ?? [id];
  const stem = id.replace(new RegExp(`([-.])0*${number}([-.])`), '$1$2');
  return { number, total, version, root: reference, stem: stem === id ? '' : stem, folder: dirname(source) };
}

/** Whether two parts belong to one series: same version and length, and the same thread, sending or folder of unsent files. */
export function sameSeries(a: Part, b: Part): boolean {
  if (a.total !== b.total || a.version !== b.version) return false;
  if (a.root === '' && b.root === '') return a.folder === b.folder;
  return (a.root !== '' && a.root === b.root) || (a.stem !== '' && a.stem === b.stem);
}

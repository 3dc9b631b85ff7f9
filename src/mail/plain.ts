import type { Mail } from '../types.js';
import { headerOf } from './headers.js';

const LF = 10;
const CR = 13;

/** Offset of the body behind the first empty line; -1 where the headers never end. */
export function endOfHeaders(raw: Uint8Array): number {
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) {
    if (raw[at + 1] === LF) return at + 2;
    if (raw[at + 1] === CR && raw[at + 2] === LF) return at + 3;
  }
  return -1;
}

/**
 * The body of a mail that needs no MIME: one part of plain text, not encoded, in ASCII or UTF-8, as most patches are. Undefined for any other,
 * which postal-mime reads; it takes ten times as long.
 */
export function plainBody(body: Uint8Array, headers: Mail['headers']): string | undefined {
  const header = (name: string): string => headerOf(headers, name).trim().toLowerCase();
  const type = header('content-type');
  if (type !== '' && !/^text\/plain *(?:;|$)/.test(type)) return undefined;
  if (/format *= *"?flowed/.test(type) || header('content-disposition') !== '') return undefined;
  if (!['', '7bit', '8bit', 'binary'].includes(header('content-transfer-encoding'))) return undefined;
  const charset = /charset *= *"?([^";\s]*)/.exec(type)?.[1] ?? '';
  if (charset !== '' && !['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(charset)) return undefined;
  const text = new TextDecoder().decode(body);
  // Bytes beyond ASCII under that name are for the library to guess.
  return charset.endsWith('ascii') && text.length !== body.length ? undefined : text;
}

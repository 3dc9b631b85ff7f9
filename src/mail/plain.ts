import type { Email } from 'postal-mime';

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

/** Fields that the way of a mail leaves in it: routes, signatures, verdicts of filters. They are four fifths of the headers and tell nothing here. */
const TRACE =
  /^(?:received|return-path|delivered-to|authentication-results|arc-|dkim-|x-(?:ms-|microsoft-|forefront-|google-|gm-|spam|received|virus|proofpoint-))/i;

/** The headers, up to the body at `start`, without those fields. */
export function withoutTrace(raw: Uint8Array, start: number): Uint8Array {
  const kept: string[] = [];
  let isTrace = false;
  for (const line of Buffer.from(raw.buffer, raw.byteOffset, start).toString('latin1').split('\n')) {
    if (!/^[ \t]/.test(line)) isTrace = TRACE.test(line);
    if (!isTrace) kept.push(line);
  }
  return Buffer.from(kept.join('\n'), 'latin1');
}

/**
 * The body of a mail that needs no MIME: one part of plain text, not encoded, in ASCII or UTF-8, as most patches are. Undefined for any other,
 * which postal-mime reads; it takes ten times as long.
 */
export function plainBody(body: Uint8Array, headers: Email['headers']): string | undefined {
  const header = (name: string): string =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase() ?? '';
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

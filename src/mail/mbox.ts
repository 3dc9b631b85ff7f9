import type { Readable } from 'node:stream';

/** A mail is cut off beyond this many bytes; the reader says so. */
const KEEP = 65 * 1024 * 1024;

const FROM = Buffer.from('From ');

/**
 * Splits a stream into mails at `From ` lines (mboxrd: `>From ` is unquoted). Input that does not start with one is one mail; blank input is none.
 * Holds one mail in memory.
 */
export async function* splitMbox(stream: Readable): AsyncGenerator<Uint8Array> {
  let parts: Buffer[] = [];
  let size = 0;
  let isMbox = false;
  let isFirst = true;
  let blankBefore = true;
  let pending: Buffer | undefined;
  const finish = (): Uint8Array | undefined => {
    const whole = Buffer.concat(parts);
    parts = [];
    size = 0;
    return /\S/.test(whole.subarray(0, 8192).toString('latin1')) || whole.length > 8192
      ? isMbox
        ? unquote(whole)
        : whole
      : undefined;
  };
  const keep = (line: Buffer): void => {
    if (size >= KEEP) return;
    parts.push(line);
    size += line.length;
  };
  for await (const line of linesOf(stream)) {
    const isBlank = line.length <= 2 && (line[0] === 10 || line[0] === 13);
    if (isFirst && !isBlank) {
      isFirst = false;
      isMbox = isFromLine(line);
      if (isMbox) continue;
    }
    if (pending) {
      // Mails quote such lines, too: a new mail has a header right behind.
      if (isHeader(line)) {
        const mail = finish();
        if (mail) yield mail;
      } else keep(pending);
      pending = undefined;
    }
    if (isMbox && blankBefore && isFromLine(line)) pending = line;
    else keep(line);
    blankBefore = isBlank;
  }
  const mail = finish();
  if (mail) yield mail;
}

function isFromLine(line: Buffer): boolean {
  if (!line.subarray(0, 5).equals(FROM)) return false;
  return /^From \S+ .*\d\d:\d\d(:\d\d)?\b.*\d{4}/.test(line.subarray(0, 200).toString('latin1'));
}

function isHeader(line: Buffer): boolean {
  return /^>?[!-9;-~]+:/.test(line.subarray(0, 200).toString('latin1'));
}

function unquote(mail: Buffer): Uint8Array {
  if (!mail.includes('>From ')) return mail;
  return Buffer.from(mail.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1');
}

/** Lines with their line ends; what is beyond `KEEP` in one line is dropped. */
async function* linesOf(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restSize = 0;
  for await (const chunk of stream) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    let start = 0;
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10, start)) {
      const piece = buffer.subarray(start, end + 1);
      yield rest.length > 0 ? Buffer.concat([...rest, piece]) : piece;
      rest = [];
      restSize = 0;
      start = end + 1;
    }
    if (start < buffer.length && restSize < KEEP) {
      rest.push(buffer.subarray(start));
      restSize += buffer.length - start;
    }
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

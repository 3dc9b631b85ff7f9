/** A mail is cut off beyond this many bytes; the reader says so. */
export const KEEP = 65 * 1024 * 1024;

const LF = 10;
const CR = 13;
const FROM = Buffer.from('From ');
const LINE_FROM = Buffer.from('\nFrom ');

/**
 * Splits chunks of bytes into mails at `From ` lines (mboxrd: `>From ` is unquoted). Input that does not start with one is one mail; blank
 * input is none. Holds one mail in memory, and a little more than one chunk.
 */
export async function* splitMbox(
  chunks: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
): AsyncGenerator<Uint8Array> {
  let parts: Buffer[] = [];
  let size = 0;
  let isMbox: boolean | undefined;
  let afterBlank = true;
  const keep = (part: Buffer): void => {
    if (size < KEEP && part.length > 0) parts.push(part.subarray(0, KEEP - size));
    size += part.length;
  };
  const finish = (): Uint8Array | undefined => {
    const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    parts = [];
    size = 0;
    if (isBlank(whole)) return undefined;
    return isMbox === true ? unquote(whole) : whole;
  };
  for await (const block of blocksOf(chunks)) {
    let from = 0;
    if (isMbox === undefined) {
      const first = firstLine(block);
      if (first < 0) {
        keep(block);
        continue;
      }
      isMbox = isFromLine(block, first);
      if (isMbox) {
        [parts, size] = [[], 0];
        from = lineEnd(block, first);
      }
    }
    for (let at = isMbox ? nextFrom(block, from, afterBlank) : -1; at >= 0; at = nextFrom(block, at + 1, false)) {
      keep(block.subarray(from, at));
      const mail = finish();
      if (mail) yield mail;
      from = lineEnd(block, at);
    }
    keep(block.subarray(from));
    afterBlank = endsBlank(block);
  }
  const mail = finish();
  if (mail) yield mail;
}

/** Whole lines; a `From ` line comes together with the line behind it. Of a line that is longer than a mail may be, the rest is dropped. */
async function* blocksOf(chunks: AsyncIterable<Buffer | string> | Iterable<Buffer | string>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restSize = 0;
  for await (const chunk of chunks) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const end = buffer.lastIndexOf(LF) + 1;
    if (end === 0) {
      if (restSize < KEEP) rest.push(buffer);
      restSize += buffer.length;
      continue;
    }
    const block = rest.length > 0 ? Buffer.concat([...rest, buffer.subarray(0, end)]) : buffer.subarray(0, end);
    const last = block.lastIndexOf(LF, block.length - 2) + 1;
    const cut = startsFrom(block, last) ? last : block.length;
    if (cut > 0) yield block.subarray(0, cut);
    rest = [block.subarray(cut), buffer.subarray(end)].filter((part) => part.length > 0);
    restSize = rest.reduce((sum, part) => sum + part.length, 0);
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** Where the next mail starts: a `From ` line behind a blank one, with a header right behind, for mails quote such lines, too. */
function nextFrom(block: Buffer, from: number, afterBlank: boolean): number {
  if (from === 0 && afterBlank && startsMail(block, 0)) return 0;
  for (let at = block.indexOf(LINE_FROM, Math.max(0, from - 1)); at >= 0; at = block.indexOf(LINE_FROM, at + 1)) {
    const isAfterBlank =
      at === 0 || block[at - 1] === LF || (block[at - 1] === CR && (at === 1 || block[at - 2] === LF));
    if (isAfterBlank && startsMail(block, at + 1)) return at + 1;
  }
  return -1;
}

function startsMail(block: Buffer, at: number): boolean {
  return isFromLine(block, at) && isHeader(block, lineEnd(block, at));
}

function startsFrom(block: Buffer, at: number): boolean {
  return block.subarray(at, at + FROM.length).equals(FROM);
}

function isFromLine(block: Buffer, at: number): boolean {
  return startsFrom(block, at) && /^From \S+ .*\d\d:\d\d(:\d\d)?\b.*\d{4}/.test(textAt(block, at));
}

function isHeader(block: Buffer, at: number): boolean {
  return /^>?[!-9;-~]+:/.test(textAt(block, at));
}

/** The start of the line at an offset. */
function textAt(block: Buffer, at: number): string {
  return block.toString('latin1', at, Math.min(at + 200, lineEnd(block, at)));
}

/** Offset behind the line end of the line at an offset. */
function lineEnd(block: Buffer, at: number): number {
  const end = block.indexOf(LF, at);
  return end < 0 ? block.length : end + 1;
}

/** Offset of the first line that is not blank; -1 without. */
function firstLine(block: Buffer): number {
  let line = 0;
  for (let at = 0; at < block.length; at++) {
    if (block[at] === LF) line = at + 1;
    else if (block[at] !== CR) return line;
  }
  return -1;
}

function endsBlank(block: Buffer): boolean {
  const end = block.at(-1) === LF ? block.length - 1 : block.length;
  const text = block[end - 1] === CR ? end - 1 : end;
  return text === 0 || block[text - 1] === LF;
}

function isBlank(mail: Buffer): boolean {
  return mail.length <= 8192 && !/\S/.test(mail.toString('latin1'));
}

function unquote(mail: Buffer): Uint8Array {
  if (!mail.includes('>From ')) return mail;
  return Buffer.from(mail.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1');
}

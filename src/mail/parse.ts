import type { Email } from 'postal-mime';
import type { Address, Mail } from '../types.js';
import { classify, holdsDiff } from './classify.js';
import { addressesOf, headerOf, headersOf, textOf } from './headers.js';
import { endOfHeaders, plainBody } from './plain.js';
import { parseSubject } from './subject.js';

/** A mail beyond this many bytes, or lines, is not read; kernel lists refuse anything near it. */
const MAX_MAIL = 64 * 1024 * 1024;
const MAX_LINES = 500_000;
/** Headers of more bytes are broken. */
const MAX_HEADERS = 4 * 1024 * 1024;

/** Reads one mail. Never throws: what is broken is said in `problems`. */
export async function parseMail(raw: Uint8Array, source: string, index: number): Promise<Mail> {
  if (raw.length > MAX_MAIL) return build(source, index, [], '', [`mail of ${raw.length} bytes is too large to read`]);
  const lines = countLines(raw);
  if (lines > MAX_LINES) return build(source, index, [], '', [`mail of ${lines} lines is too large to read`]);
  const head = Buffer.from(raw.subarray(0, 4096)).toString('latin1');
  if (!looksLikeHeaders(head)) return build(source, index, [], decode(raw), []);
  const read = await readMime(raw).catch((error: unknown) => ({
    headers: [],
    body: decode(raw),
    problems: [`broken mail: ${error instanceof Error ? error.message : String(error)}`],
  }));
  return build(source, index, read.headers, read.body, read.problems);
}

interface Read {
  readonly headers: Mail['headers'];
  readonly body: string;
  readonly problems: readonly string[];
}

/** Headers and body; throws what postal-mime throws. */
async function readMime(raw: Uint8Array): Promise<Read> {
  const start = endOfHeaders(raw);
  if (start >= 0 && start <= MAX_HEADERS) {
    const headers = headersOf(raw, start);
    const body = plainBody(raw.subarray(start), headers);
    if (body !== undefined) return { headers, body, problems: [] };
  }
  const email = await parseMime(raw);
  return { headers: email.headers.map(({ key, value }) => [key, value] as const), ...bodyOf(email) };
}

async function parseMime(raw: Uint8Array): Promise<Email> {
  const { default: PostalMime } = await import('postal-mime');
  return PostalMime.parse(raw, {
    maxNestingDepth: 32,
    maxHeadersSize: MAX_HEADERS,
    attachmentEncoding: 'arraybuffer',
  });
}

/** A mail that cannot be read at all, with what its first bytes tell, so that it can be named. */
export function unreadMail(raw: Uint8Array, source: string, index: number): Mail {
  const head = Buffer.from(raw.subarray(0, 64 * 1024)).toString('latin1');
  const field = (name: string): readonly [string, string] => [
    name,
    new RegExp(`^${name}:[ \\t]*([^\\r\\n]{0,300})`, 'im').exec(head)?.[1] ?? '',
  ];
  return { ...build(source, index, [field('message-id'), field('subject')], '', []), kind: 'other' };
}

function countLines(raw: Uint8Array): number {
  let lines = 0;
  for (let at = raw.indexOf(10); at >= 0; at = raw.indexOf(10, at + 1)) lines++;
  return lines;
}

function looksLikeHeaders(head: string): boolean {
  const first = head.replace(/^(?:>?From .*\r?\n|\s*\r?\n)+/, '');
  return /^[!-9;-~]+:[ \t\r]/.test(first) && !/^(diff|Index|---)/.test(first);
}

function decode(raw: Uint8Array): string {
  return new TextDecoder('utf-8').decode(raw);
}

/** The text that holds the patch: the text part, and after it attached patches where the text holds none. */
function bodyOf(email: Email): { readonly body: string; readonly problems: readonly string[] } {
  const text = email.text ?? '';
  const problems: string[] = [];
  if (holdsDiff(text)) return { body: text, problems };
  const attached = email.attachments
    .filter(
      (one) => /^text\/|patch|diff|octet-stream/i.test(one.mimeType) || /\.(patch|diff|txt)$/i.test(one.filename ?? ''),
    )
    .map((one) => (typeof one.content === 'string' ? one.content : decode(new Uint8Array(one.content as ArrayBuffer))))
    .filter(holdsDiff);
  if (attached.length > 0) {
    problems.push('the patch is an attachment');
    return { body: [text, ...attached].join('\n'), problems };
  }
  if (text === '' && email.html) problems.push('only HTML, which is not read');
  return { body: text, problems };
}

/** Addresses are read when they are asked for: a patch has dozens, and only a reply wants them. */
function build(
  source: string,
  index: number,
  headers: Mail['headers'],
  rawBody: string,
  problems: readonly string[],
): Mail {
  const body = rawBody.replace(/\r\n?/g, '\n');
  const isBare = headers.length === 0;
  const subject = isBare ? inTextSubject(body) : textOf(headers, 'subject');
  const tags = parseSubject(subject);
  return {
    source,
    index,
    kind: isBare ? (holdsDiff(body) ? 'patch' : 'other') : classify({ tags, body, headers }),
    messageId: headerOf(headers, 'message-id').trim(),
    inReplyTo: /<[^<>\s]+>/.exec(headerOf(headers, 'in-reply-to'))?.[0] ?? '',
    references: headerOf(headers, 'references').match(/<[^<>\s]+>/g) ?? [],
    subject,
    tags,
    get from() {
      return addressesOf(headers, 'from')[0];
    },
    get replyTo() {
      return addressesOf(headers, 'reply-to');
    },
    get to() {
      return addressesOf(headers, 'to');
    },
    get cc() {
      return addressesOf(headers, 'cc');
    },
    date: headerOf(headers, 'date'),
    inBodyFrom: inBodyFrom(body, headers),
    headers,
    body,
    problems,
  };
}

function inTextSubject(body: string): string {
  return /^Subject: (.*)$/m.exec(body.slice(0, 2000))?.[1] ?? '';
}

function inBodyFrom(body: string, headers: Mail['headers']): Address | undefined {
  const match = /^\s*From: (.*?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/m.exec(body.slice(0, 1000));
  if (!match || !/^\s*$/.test(body.slice(0, match.index))) return undefined;
  const found = { name: match[1]!.replace(/^"|"$/g, ''), address: match[2]! };
  return found.address === addressesOf(headers, 'from')[0]?.address ? undefined : found;
}

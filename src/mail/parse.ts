import type { Email, Address as ParsedAddress } from 'postal-mime';
import type { Address, Mail } from '../types.js';
import { classify, holdsDiff } from './classify.js';
import { endOfHeaders, plainBody, withoutTrace } from './plain.js';
import { parseSubject } from './subject.js';

/** A mail beyond this many bytes, or lines, is not read; kernel lists refuse anything near it. */
const MAX_MAIL = 64 * 1024 * 1024;
const MAX_LINES = 500_000;

/** Reads one mail. Never throws: what is broken is said in `problems`. */
export async function parseMail(raw: Uint8Array, source: string, index: number): Promise<Mail> {
  if (raw.length > MAX_MAIL) return build(source, index, [], '', [`mail of ${raw.length} bytes is too large to read`]);
  const lines = countLines(raw);
  if (lines > MAX_LINES) return build(source, index, [], '', [`mail of ${lines} lines is too large to read`]);
  const head = Buffer.from(raw.subarray(0, 4096)).toString('latin1');
  if (!looksLikeHeaders(head)) return build(source, index, [], decode(raw), []);
  const read = await readMime(raw).catch((error: unknown) => ({
    body: decode(raw),
    problems: [`broken mail: ${error instanceof Error ? error.message : String(error)}`],
    email: undefined,
  }));
  const headers = read.email?.headers.map(({ key, value }) => [key, value] as const) ?? [];
  return build(source, index, headers, read.body, read.problems, read.email);
}

/** Headers and body; throws what postal-mime throws. */
async function readMime(
  raw: Uint8Array,
): Promise<{ readonly body: string; readonly problems: readonly string[]; readonly email: Email }> {
  const start = endOfHeaders(raw);
  const envelope = start < 0 ? undefined : await parseMime(withoutTrace(raw, start));
  const plain = envelope && plainBody(raw.subarray(start), envelope.headers);
  if (envelope && plain !== undefined) return { body: plain, problems: [], email: envelope };
  const email = await parseMime(raw);
  return { ...bodyOf(email), email };
}

async function parseMime(raw: Uint8Array): Promise<Email> {
  const { default: PostalMime } = await import('postal-mime');
  return PostalMime.parse(raw, {
    maxNestingDepth: 32,
    maxHeadersSize: 4 * 1024 * 1024,
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

function build(
  source: string,
  index: number,
  headers: Mail['headers'],
  rawBody: string,
  problems: readonly string[],
  email?: Email,
): Mail {
  const body = rawBody.replace(/\r\n?/g, '\n');
  const header = (name: string): string => headers.find(([key]) => key === name)?.[1] ?? '';
  const subject = (email?.subject ?? header('subject')) || (headers.length === 0 ? inTextSubject(body) : '');
  const tags = parseSubject(subject);
  const from = addresses(email?.from)[0];
  const bare = headers.length === 0;
  return {
    source,
    index,
    kind: bare ? (holdsDiff(body) ? 'patch' : 'other') : classify({ tags, body, headers }),
    messageId: header('message-id').trim(),
    inReplyTo: /<[^<>\s]+>/.exec(header('in-reply-to'))?.[0] ?? '',
    references: header('references').match(/<[^<>\s]+>/g) ?? [],
    subject,
    tags,
    from,
    replyTo: addresses(...(email?.replyTo ?? [])),
    to: addresses(...(email?.to ?? [])),
    cc: addresses(...(email?.cc ?? [])),
    date: header('date'),
    inBodyFrom: inBodyFrom(body, from),
    headers,
    body,
    problems,
  };
}

function inTextSubject(body: string): string {
  return /^Subject: (.*)$/m.exec(body.slice(0, 2000))?.[1] ?? '';
}

function addresses(...list: readonly (ParsedAddress | undefined)[]): readonly Address[] {
  return list.flatMap((one): readonly Address[] => {
    if (!one) return [];
    if (one.group) return one.group.map(({ name, address }) => ({ name, address }));
    return one.address ? [{ name: one.name, address: one.address }] : [];
  });
}

function inBodyFrom(body: string, from: Address | undefined): Address | undefined {
  const match = /^\s*From: (.*?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/m.exec(body.slice(0, 1000));
  if (!match || !/^\s*$/.test(body.slice(0, match.index))) return undefined;
  const found = { name: match[1]!.replace(/^"|"$/g, ''), address: match[2]! };
  return found.address === from?.address ? undefined : found;
}

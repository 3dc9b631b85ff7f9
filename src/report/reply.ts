import { createHash } from 'node:crypto';
import type { Address, Finding, Mail } from '../types.js';
import { headerOf } from '../mail/headers.js';
import type { Reviewed } from '../run.js';
import { interleave } from './quote.js';
import { remedyDiff } from './remedy-diff.js';

/** Who writes the reply; `CHECKLEAK_FROM` in the environment of the command line. */
export const DEFAULT_FROM: Address = { name: 'checkleak', address: 'checkleak@localhost' };

export interface ReplyOptions {
  readonly from: Address;
  readonly date: Date;
}

/** The composer would encode lines over 76 columns, which a patch has; it gets this line instead and makes the headers. */
const STAND_IN = 'body';

/** The reply mail to a reviewed patch, with LF line ends; empty where there is nothing to say or the mail must not be answered. */
export async function replyMail(
  reviewed: Reviewed,
  version: string,
  options: ReplyOptions = { from: fromOf(process.env.CHECKLEAK_FROM), date: new Date() },
): Promise<string> {
  const { mail, patch, report } = reviewed;
  if (!patch || report.findings.length === 0 || isAutomatic(mail)) return '';
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js');
  const text = [
    attribution(mail),
    interleave(mail, patch, report.findings),
    '',
    ...remedy(report.findings),
    '-- ',
    ...signature(version),
    '',
  ].join('\n');
  const to = (mail.replyTo.length > 0 ? mail.replyTo : mail.from ? [mail.from] : []).filter(isSendable);
  const cc = without([...mail.to, ...mail.cc], [...to, options.from]).filter(isSendable);
  // RFC 5322, 2.1.1: at most 998 characters a line.
  const short = text.split('\n').every((line) => Buffer.byteLength(line) < 998);
  const isAscii = /^[\x20-\x7e\t\n]*$/.test(text);
  const composer = new MailComposer({
    from: clean(options.from),
    to: to.map(clean),
    cc: cc.map(clean),
    subject: `Re: ${oneLine(mail.subject).replace(/^(\s*re:\s*)+/i, '')}`,
    date: options.date,
    messageId: messageIdOf(reviewed, options.from),
    ...(isId(mail.messageId)
      ? { inReplyTo: mail.messageId, references: [...mail.references.filter(isId), mail.messageId].join(' ') }
      : {}),
    headers: { 'Auto-Submitted': 'auto-replied' },
    text: short ? STAND_IN : text,
    textEncoding: 'quoted-printable',
    disableUrlAccess: true,
    disableFileAccess: true,
  });
  const bytes = await composer.compile().build();
  const built = bytes.toString('utf8').replace(/\r\n/g, '\n').trimEnd();
  if (!short) return `${built}\n`;
  const head = built.slice(0, -STAND_IN.length);
  return `${isAscii ? head : head.replace(/^(Content-Transfer-Encoding: )7bit$/m, '$18bit')}${text.trimEnd()}\n`;
}

/** The mechanical remedies as a diff on top of the patch, below a scissors line. */
function remedy(findings: readonly Finding[]): readonly string[] {
  const { text, mended } = remedyDiff(findings);
  if (text === '') return [];
  const what =
    mended.length === findings.length
      ? 'On top of this patch, not compiled:'
      : 'For what is mechanical, on top of this patch, not compiled:';
  return [what, '', '-- >8 --', text];
}

/**
 * Mails that a program must not answer, since it would loop or annoy: RFC 3834, and the marks that kernel lists use. Lists themselves send with
 * `Precedence: bulk`, so that says something only of a sender that is a program.
 */
export function isAutomatic(mail: Mail): boolean {
  const header = (name: string): string => headerOf(mail.headers, name);
  const auto = header('auto-submitted');
  if (auto !== '' && !/^no\b/i.test(auto)) return true;
  const isBot = /(^|[-+._])(no-?reply|bot|robot|daemon|syzbot|patchwork|lkp)([-+._@]|$)|bot@/i.test(
    mail.from?.address ?? '',
  );
  if (isBot && /^(bulk|junk|auto_reply)$/i.test(header('precedence').trim())) return true;
  return /ignore/i.test(header('x-patchwork-hint')) || /review/i.test(header('x-stable'));
}

function fromOf(text: string | undefined): Address {
  const match = /^\s*(.*?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(text ?? '');
  return match ? { name: match[1]!, address: match[2]! } : DEFAULT_FROM;
}

function without(list: readonly Address[], others: readonly Address[]): readonly Address[] {
  const seen = new Set(others.map((one) => one.address.toLowerCase()));
  return list.filter((one) => seen.size !== seen.add(one.address.toLowerCase()).size);
}

/** A plain address; a quoted one could break the header that it stands in. */
function isSendable({ address }: Address): boolean {
  return /^[^\s"(),:;<>[\\\]]{1,200}@[^\s"(),:;<>\\]{1,200}$/.test(address) && oneLine(address) === address;
}

/** A Message-ID of visible ASCII (RFC 5322, 3.6.4); any other would have to be encoded or folded, and then threads nothing. */
function isId(text: string): boolean {
  return /^<[!-;=?-~]{1,900}>$/.test(text);
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
}

function clean(one: Address): { name: string; address: string } {
  return { name: oneLine(one.name), address: oneLine(one.address) };
}

/** The same for the same patch and findings. */
function messageIdOf({ mail, report }: Reviewed, from: Address): string {
  const key = report.findings.map((one) => [one.check, one.file, one.function, one.resource, one.mailLine].join('\t'));
  const hash = createHash('sha256')
    .update([mail.messageId, mail.subject, ...key].join('\n'))
    .digest('hex')
    .slice(0, 24);
  const domain = /@([\w.-]+)$/.exec(from.address)?.[1] ?? 'localhost';
  return `<checkleak-${hash}@${domain}>`;
}

function signature(version: string): readonly string[] {
  return [
    `checkleak ${version}: a program wrote this from the patch alone; it may be wrong.`,
    'Complaints and false comments: reply to this mail.',
  ];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `On Thu, Jul 10, 2025 at 01:00:07PM +0200, Name wrote:`, in the zone of the mail. */
export function attribution(mail: Mail): string {
  // A line that begins with > would pass for a quoted one.
  const given = oneLine(mail.from?.name ?? '').replace(/^[>\s]+/, '');
  const name = given === '' ? (mail.from?.address ?? 'the author') : given;
  const match = /(?:(\w{3}),\s*)?(\d{1,2})\s+(\w{3})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4})?/.exec(
    mail.date,
  );
  if (!match || !MONTHS.includes(match[3]!)) return `${name} wrote:`;
  const [, weekday, day, month, year, hour, minute, second = '00', zone = '+0000'] = match;
  const h = Number(hour);
  const twelve = String(h % 12 === 0 ? 12 : h % 12).padStart(2, '0');
  const when = `${weekday ? `${weekday}, ` : ''}${month} ${day!.padStart(2, '0')}, ${year} at ${twelve}:${minute}:${second}${h < 12 ? 'AM' : 'PM'} ${zone}`;
  return `On ${when}, ${name} wrote:`;
}

import type { ReviewOptions } from '../cli/options.js';
import { reporterOf, type Reporter } from '../cli/reporters.js';
import type { Mail } from '../types.js';
import { parseMail, unreadMail } from '../mail/parse.js';
import type { RawMail } from '../mail/read.js';
import { loadCatalogue } from '../rules/load.js';
import { notesReport } from '../report/terse.js';
import { reviewMail, type Reviewed } from '../run.js';
import { noTree, type Tree } from '../tree/tree.js';
import type { Outcome } from './outcome.js';

/** Reviews mails one at a time, in this process. */
export interface Reviewer {
  /** Looks at later parts of the series only for what it finds. Never throws: a bug is an outcome, too, and loses no other mail. */
  review(raw: RawMail): Promise<Outcome>;
  close(): Promise<void>;
}

/** Opens what a review needs. Throws UserError where rules or tree cannot be used. */
export async function openReviewer(options: ReviewOptions): Promise<Reviewer> {
  const reporter = await reporterOf(options.format, options);
  const catalogue = await loadCatalogue(options.rules);
  const tree = await treeOf(options);
  return {
    review: async (raw) => {
      try {
        const mail = await readMail(raw);
        const earlier = await Promise.all(appliedBefore(raw, tree).map(readPart));
        const alone = await reviewMail(mail, { ...options, tree, catalogue }, { earlier });
        if (alone.report.findings.length === 0 || !raw.later) return await outcomeOf(alone, reporter, options.notes);
        const later = await Promise.all(raw.later.map(readPart));
        const whole = await reviewMail(mail, { ...options, tree, catalogue }, { earlier, later });
        return await outcomeOf(whole, reporter, options.notes);
      } catch (error) {
        return lostOutcome(raw, error instanceof Error ? (error.stack ?? error.message) : String(error), reporter);
      }
    },
    close: () => tree.close(),
  };
}

function readMail(raw: RawMail): Promise<Mail> {
  return parseMail(raw.bytes, raw.source, raw.index);
}

/** The earlier parts that say more of the files that a mail touches; without a tree those are nothing unless one of them creates a file. */
function appliedBefore({ earlier = [] }: RawMail, tree: Tree): readonly RawMail[] {
  if (tree !== noTree) return earlier;
  return earlier.some(({ bytes }) => Buffer.from(bytes).includes('\n--- /dev/null')) ? earlier : [];
}

/** Parts of series that were read last: each is looked at for all the others. */
const parts = new Map<string, Promise<Mail>>();
const MOST_PARTS = 64;

function readPart(raw: RawMail): Promise<Mail> {
  const key = `${raw.source}\0${raw.index}`;
  let mail = parts.get(key);
  if (mail) return mail;
  if (parts.size >= MOST_PARTS) parts.clear();
  parts.set(key, (mail = readMail(raw)));
  return mail;
}

async function outcomeOf(reviewed: Reviewed, reporter: Reporter, withNotes = false): Promise<Outcome> {
  const { mail, patch, report } = reviewed;
  return {
    index: mail.index,
    name: [mail.source, mail.messageId || mail.subject].filter((part) => part !== '').join(' '),
    text: await reporter.each(reviewed),
    kind: report.kind,
    isAnalysed: patch !== undefined,
    findings: report.findings.length,
    sure: report.findings.filter((one) => one.confidence === 'high').length,
    notes: withNotes ? notesReport(report) : '',
    report: reporter.needsReports && report.findings.length > 0 ? report : undefined,
    crash: undefined,
  };
}

/** The outcome of a mail on which checkleak failed: it is accounted for like any other. */
export async function lostOutcome(raw: RawMail, crash: string, reporter: Reporter): Promise<Outcome> {
  const mail = unreadMail(raw.bytes, raw.source, raw.index);
  const [first = ''] = crash.split('\n');
  const skipped = [{ file: '', reason: `checkleak failed on this mail: ${first.slice(0, 200)}` }];
  const { source, messageId, subject, kind } = mail;
  const report = { source, messageId, subject, kind, findings: [], skipped };
  return { ...(await outcomeOf({ mail, patch: undefined, report }, reporter)), crash };
}

async function treeOf(options: ReviewOptions): Promise<Tree> {
  if (options.tree !== undefined) return (await import('../tree/directory.js')).directoryTree(options.tree);
  if (options.git !== undefined) return (await import('../tree/git.js')).gitTree(options.git);
  return noTree;
}

import { once } from 'node:events';
import type { MailKind, PatchReport } from '../types.js';
import { UserError } from '../user-error.js';
import { loadCatalogue } from '../rules/load.js';
import { outcomesOf } from '../stream/outcomes.js';
import { EXIT } from './exit.js';
import { listen } from './interrupt.js';
import { readOptions, type ReviewOptions } from './options.js';
import { reporterOf } from './reporters.js';
import { workingDirectory } from './working-directory.js';

/** `checkleak [options] [input…]`: reviews mails and writes the report to stdout; returns the exit code. */
export async function reviewCommand(args: readonly string[]): Promise<number> {
  const request = await readOptions(args, workingDirectory());
  if (request.kind === 'done') return EXIT.clean;
  if (request.kind === 'explain') return (await import('./commands.js')).explain([request.id]);
  const options = await withTop(request.options);
  if (options.audit === undefined && options.inputs.length === 0 && process.stdin.isTTY) {
    throw new UserError(
      'no input: pipe a patch (git format-patch --stdout | checkleak) or name a file; see checkleak --help',
    );
  }
  return reviewTo(options, process.stdout);
}

/** An audit has the tree that its directory is in around it. */
async function withTop(options: ReviewOptions): Promise<ReviewOptions> {
  if (options.audit === undefined) return options;
  return { ...options, tree: await (await import('../mail/audit.js')).topOf(options.audit) };
}

/** Reviews what the options name and writes the report to a stream; returns the exit code. */
export async function reviewTo(options: ReviewOptions, out: NodeJS.WriteStream): Promise<number> {
  if (options.only.length + options.ignore.length > 0) checkIds(options, (await loadCatalogue(options.rules)).families);
  const reporter = await reporterOf(options.format, options);
  const write = async (text: string): Promise<void> => {
    if (text !== '' && !out.write(text)) await once(out, 'drain');
  };
  const progress = await progressOf(options);
  const reports: PatchReport[] = [];
  const others: Partial<Record<MailKind, number>> = {};
  const sum = { mails: 0, patches: 0, findings: 0, sure: 0, others, analysed: 0, crashes: 0 };
  const finish = (): string => `${sum.mails === 0 ? (reporter.begin ?? '') : ''}${reporter.end(sum, reports)}`;
  const interrupt = listen(() => {
    out.write(finish());
  });
  try {
    for await (const one of outcomesOf(options, interrupt.signal)) {
      if (one.text !== '' || one.notes !== '') progress?.clear();
      const before = sum.mails++ === 0 ? reporter.begin : one.text === '' ? '' : reporter.between;
      if (one.report) reports.push(one.report);
      if (one.kind === 'patch') sum.patches++;
      else others[one.kind] = (others[one.kind] ?? 0) + 1;
      if (one.isAnalysed) sum.analysed++;
      sum.findings += one.findings;
      sum.sure += one.sure;
      if (one.crash !== undefined) sum.crashes++;
      // All of a mail at once: at any time what is written can be ended whole.
      await write(`${before ?? ''}${one.text}`);
      process.stderr.write(one.notes);
      if (one.crash !== undefined) process.stderr.write(`checkleak: failed on ${one.name}: ${one.crash}\n`);
      progress?.show(sum);
    }
  } finally {
    progress?.stop();
    interrupt.release();
  }
  await write(finish());
  if (interrupt.signal.aborted) {
    // Input that is still to come would keep the process alive.
    process.stdin.destroy();
    process.stderr.write(`checkleak: interrupted after ${sum.mails} mails; their results are whole\n`);
    return interrupt.code();
  }
  if (sum.crashes > 0) return EXIT.failure;
  if (sum.findings > 0) return EXIT.findings;
  // b4 takes any other code for a failed check.
  if (sum.analysed > 0 || options.format === 'b4' || options.format === 'b4-json') return EXIT.clean;
  if (!options.quiet) process.stderr.write('checkleak: the input held no patch that could be analysed\n');
  return EXIT.nothing;
}

/** Progress is for people. */
async function progressOf(options: ReviewOptions): Promise<import('./progress.js').Progress | undefined> {
  // A terminal that says it has no columns makes ora count endless lines.
  if (!process.stderr.isTTY || !process.stderr.columns || options.quiet) return undefined;
  return (await import('./progress.js')).startProgress();
}

const CHECKS = [
  'leak-on-error-path',
  'leak-on-success-path',
  'leak-in-loop',
  'leak-at-teardown',
  'lost-release',
  'mixed-management',
  'wrong-release',
  'inferred',
];

function checkIds(options: ReviewOptions, families: ReadonlyMap<string, unknown>): void {
  const unknown = [...options.only, ...options.ignore].find((id) => !families.has(id) && !CHECKS.includes(id));
  if (unknown !== undefined) throw new UserError(`no rule or check is called ${unknown}; see checkleak rules`);
}

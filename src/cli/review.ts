import { once } from 'node:events';
import type { PatchReport } from '../types.js';
import type { Tree } from '../tree/tree.js';
import { UserError } from '../user-error.js';
import { readMails } from '../mail/read.js';
import { loadCatalogue } from '../rules/load.js';
import { review, type Reviewed } from '../run.js';
import { noTree } from '../tree/tree.js';
import { VERSION } from '../version.js';
import { EXIT } from '../cli.js';
import { readOptions, type Format, type ReviewOptions } from './options.js';

/** Turns reviewed mails into output: called once a mail in input order, then once at the end. */
export interface Reporter {
  readonly each: (one: Reviewed) => string | Promise<string>;
  readonly end: (reports: readonly PatchReport[]) => string;
}

/** `checkleak [options] [input…]`: reviews mails and writes the report to stdout; returns the exit code. */
export async function reviewCommand(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) return EXIT.clean;
  if (options.inputs.length === 0 && process.stdin.isTTY) {
    throw new UserError(
      'no input: pipe a patch (git format-patch --stdout | checkleak) or name a file; see checkleak --help',
    );
  }
  if (options.tree !== undefined && options.git !== undefined)
    throw new UserError('--tree and --git exclude each other');
  const [catalogue, tree] = await Promise.all([loadCatalogue(options.rules), treeOf(options)]);
  checkIds(options, catalogue.families);
  const reporter = await reporterOf(options.format, options);
  const reports: PatchReport[] = [];
  let analysed = 0;
  try {
    const mails = readMails(options.inputs, process.stdin);
    for await (const one of review(mails, { ...options, tree, catalogue })) {
      reports.push(one.report);
      if (one.patch) analysed++;
      await write(await reporter.each(one));
    }
  } finally {
    await tree.close();
  }
  await write(reporter.end(reports));
  if (reports.some((report) => report.findings.length > 0)) return EXIT.findings;
  if (analysed > 0) return EXIT.clean;
  if (!options.quiet) process.stderr.write('checkleak: the input held no patch that could be analysed\n');
  return EXIT.nothing;
}

async function write(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

async function treeOf(options: ReviewOptions): Promise<Tree> {
  if (options.tree !== undefined) return (await import('../tree/directory.js')).directoryTree(options.tree);
  if (options.git !== undefined) return (await import('../tree/git.js')).gitTree(options.git);
  return noTree;
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

async function reporterOf(format: Format, options: ReviewOptions): Promise<Reporter> {
  const none = (): string => '';
  switch (format) {
    case 'json': {
      const { jsonReport } = await import('../report/json.js');
      return { each: none, end: (patches) => jsonReport({ tool: { name: 'checkleak', version: VERSION }, patches }) };
    }
    case 'terse': {
      const { terseReport } = await import('../report/terse.js');
      return { each: (one) => terseReport(one.report), end: none };
    }
    case 'reply': {
      const { replyMail } = await import('../report/reply.js');
      return { each: (one) => replyMail(one, VERSION), end: none };
    }
    case 'mbox': {
      const [{ replyMail }, { mboxEntry }] = await Promise.all([
        import('../report/reply.js'),
        import('../report/mbox.js'),
      ]);
      return { each: async (one) => mboxEntry(await replyMail(one, VERSION)), end: none };
    }
    case 'b4':
    case 'b4-json': {
      const { b4Report, b4JsonReport } = await import('../report/b4.js');
      if (format === 'b4') return { each: (one) => b4Report(one.report), end: none };
      return { each: none, end: b4JsonReport };
    }
    case 'sarif': {
      const { sarifReport } = await import('../report/sarif.js');
      return { each: none, end: (patches) => sarifReport(patches, VERSION) };
    }
    case 'rdjson': {
      const { rdjsonReport } = await import('../report/rdjson.js');
      return { each: none, end: rdjsonReport };
    }
    case 'text': {
      const { textReport, textSummary } = await import('../report/text.js');
      const { styleFor } = await import('../report/style.js');
      const style = styleFor(process.stdout, process.env);
      return {
        each: (one) => textReport(one, style, options.verbose),
        end: (reports) => (options.quiet ? '' : textSummary(reports, style)),
      };
    }
  }
}

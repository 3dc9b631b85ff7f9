import { once } from 'node:events';
import type { PatchReport } from '../types.js';
import type { Tree } from '../tree/tree.js';
import { UserError } from '../user-error.js';
import { readMails } from '../mail/read.js';
import { loadCatalogue } from '../rules/load.js';
import { reviewMail } from '../run.js';
import { noTree } from '../tree/tree.js';
import { EXIT } from '../cli.js';
import { readOptions, type ReviewOptions } from './options.js';
import { reporterOf } from './reporters.js';

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
    for await (const mail of mails) {
      const one = await reviewMail(mail, { ...options, tree, catalogue });
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

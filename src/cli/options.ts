import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { availableParallelism } from 'node:os';
import type { Confidence } from '../types.js';
import { UserError } from '../user-error.js';
import { VERSION } from '../version.js';

export const FORMATS = ['text', 'terse', 'json', 'sarif', 'rdjson', 'reply', 'mbox', 'b4', 'b4-json'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReviewOptions {
  readonly inputs: readonly string[];
  readonly tree?: string;
  readonly git?: string;
  readonly format: Format;
  readonly confidence: Confidence;
  readonly only: readonly string[];
  readonly ignore: readonly string[];
  readonly rules: readonly string[];
  readonly allMails: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Processes that review at the same time. */
  readonly jobs: number;
  /** What stdout is: it decides on colour and width. */
  readonly terminal: { readonly isTTY: boolean; readonly columns: number };
}

interface Raw {
  tree?: string;
  git?: string;
  format?: Format;
  confidence?: Confidence;
  only?: string[];
  ignore?: string[];
  rules?: string[];
  allMails?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  jobs?: number;
}

const collect = (value: string, list: string[] | undefined): string[] => [...(list ?? []), ...value.split(',')];

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('Write a number from 1 to 999.');
  return Number(value);
}

/** Reads the arguments of a review. Throws UserError for what it does not know; undefined after `--help` or `--version`. */
export function readOptions(args: readonly string[]): ReviewOptions | undefined {
  const command = new Command('checkleak')
    .description('Finds resources that a kernel patch acquires and some way out never gives back.')
    .argument('[input...]', 'patch mails: FILE (mbox, .eml, .patch), DIR (maildir or files), - for stdin')
    .option('--tree <dir>', 'the tree that the patch applies to')
    .option('--git <dir[@rev]>', 'read the files before the patch from git objects')
    .addOption(new Option('--format <format>', 'output').choices(FORMATS))
    .addOption(new Option('--confidence <level>', 'lowest that is shown').choices(['high', 'medium', 'low']))
    .option('--only <id>', 'only this rule or check (may be repeated)', collect)
    .option('--ignore <id>', 'not this rule or check (may be repeated)', collect)
    .option('--rules <dir>', 'further rules (may be repeated)', collect)
    .option('--all-mails', 'also review replies, notices and other mails that hold a diff')
    .option('-j, --jobs <n>', 'processes that review large input (default: one a core)', wholeNumber)
    .option('-q, --quiet', 'findings only')
    .option('-v, --verbose', 'also say what was skipped')
    .version(VERSION)
    .addHelpText(
      'after',
      '\nSee also: checkleak explain ID, checkleak rules, checkleak hook sendemail-validate\nExit: 0 nothing found, 1 findings, 2 usage or failure, 3 no patch in the input',
    )
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UserError(`${error.message.replace(/^error: /, '').replace(/\n/g, ' ')}; see checkleak --help`);
  }
  const raw = command.opts<Raw>();
  const format = raw.format ?? (process.stdout.isTTY ? 'text' : 'text');
  const loud = format === 'reply' || format === 'mbox';
  return {
    inputs: command.args,
    ...(raw.tree === undefined ? {} : { tree: raw.tree }),
    ...(raw.git === undefined ? {} : { git: raw.git }),
    format,
    confidence: raw.confidence ?? (loud ? 'high' : 'medium'),
    only: raw.only ?? [],
    ignore: raw.ignore ?? [],
    rules: raw.rules ?? [],
    allMails: raw.allMails ?? false,
    quiet: raw.quiet ?? false,
    verbose: raw.verbose ?? false,
    jobs: raw.jobs ?? availableParallelism(),
    terminal: { isTTY: process.stdout.isTTY, columns: process.stdout.columns },
  };
}

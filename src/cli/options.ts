import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Confidence } from '../types.js';
import { UserError } from '../user-error.js';
import { VERSION } from '../version.js';
import { HELP } from './help.js';
import { OPTIONS, type Format } from './option-table.js';
import { readSettings } from './settings.js';

export interface ReviewOptions {
  readonly inputs: readonly string[];
  readonly tree?: string;
  readonly git?: string;
  /** Files that may hold other parts of the series and are not reviewed themselves. */
  readonly beside?: readonly string[];
  /** A directory whose files are the input. */
  readonly audit?: string;
  readonly format: Format;
  readonly confidence: Confidence;
  readonly only: readonly string[];
  readonly ignore: readonly string[];
  readonly ignorePaths: readonly string[];
  readonly rules: readonly string[];
  readonly allMails: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Processes that review at the same time. */
  readonly jobs: number;
  /** What the output goes to: it decides on colour and width. */
  readonly terminal: { readonly isTTY: boolean; readonly columns: number };
  /** What trailers of a mail did is said on stderr: the format has no place for it. */
  readonly notes: boolean;
}

/** What the arguments ask for: a review, an explanation, or nothing more (`--help` and `--version` have been answered). */
export type Request =
  | { readonly kind: 'review'; readonly options: ReviewOptions }
  | { readonly kind: 'explain'; readonly id: string }
  | { readonly kind: 'done' };

interface Raw {
  tree?: string;
  git?: string;
  audit?: string;
  format?: Format;
  confidence?: Confidence;
  only?: string[];
  ignore?: string[];
  ignorePath?: string[];
  rules?: string[];
  config?: string | false;
  explain?: string;
  allMails?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  jobs?: number;
}

const collect = (value: string, list: string[] | undefined): string[] => [
  ...(list ?? []),
  ...value.split(',').filter((one) => one !== ''),
];

/** Formats that another program reads line by line: nothing else may be said beside the findings. */
const SILENT: ReadonlySet<Format> = new Set(['b4', 'b4-json']);

/** Formats that reach people who did not ask: only what is sure. */
const PUBLIC: ReadonlySet<Format> = new Set(['reply', 'mbox']);

/** Reads the arguments of a review and the settings file. Throws UserError for what it does not know. */
export async function readOptions(args: readonly string[], cwd: string): Promise<Request> {
  const command = commandOf();
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'done' };
    throw new UserError(`${error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')}; see checkleak --help`);
  }
  const raw = command.opts<Raw>();
  if (raw.explain !== undefined) return { kind: 'explain', id: raw.explain };
  if (raw.tree !== undefined && raw.git !== undefined)
    throw new UserError('--tree and --git exclude each other; give one of them');
  if (raw.audit !== undefined && (command.args.length > 0 || raw.tree !== undefined || raw.git !== undefined))
    throw new UserError('--audit DIR is the whole input: give no patch, --tree or --git with it');
  const set = raw.config === false ? {} : await readSettings(raw.config, cwd);
  const format = raw.format ?? 'text';
  const options: ReviewOptions = {
    inputs: command.args,
    ...(raw.tree === undefined ? {} : { tree: raw.tree }),
    ...(raw.git === undefined ? {} : { git: raw.git }),
    ...(raw.audit === undefined ? {} : { audit: raw.audit }),
    format,
    confidence: raw.confidence ?? (PUBLIC.has(format) ? 'high' : (set.confidence ?? 'medium')),
    only: raw.only ?? set.only ?? [],
    ignore: [...(raw.ignore ?? []), ...(set.ignore ?? [])],
    ignorePaths: [...(raw.ignorePath ?? []), ...(set['ignore-paths'] ?? [])],
    rules: [...(set.rules ?? []), ...(raw.rules ?? [])],
    allMails: raw.allMails ?? false,
    quiet: (raw.quiet ?? false) || SILENT.has(format),
    verbose: raw.verbose ?? false,
    jobs: raw.jobs ?? availableParallelism(),
    terminal: terminalOf(process.stdout),
    notes: !(raw.quiet ?? false) && !SILENT.has(format) && format !== 'text',
  };
  return { kind: 'review', options };
}

/** A stream as a terminal; neither is known of one that is none. */
export function terminalOf(stream: Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>): ReviewOptions['terminal'] {
  return { isTTY: stream.isTTY ?? false, columns: stream.columns ?? 0 };
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('Write a number from 1 to 999.');
  return Number(value);
}

function commandOf(): Command {
  const command = new Command('checkleak')
    .argument('[input...]')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.helpInformation = () => HELP;
  for (const row of OPTIONS) {
    if (/--(version|help)$/.test(row.flags)) continue;
    const option = new Option(row.flags, row.about);
    if (row.choices) option.choices(row.choices);
    if (row.many) option.argParser(collect);
    if (row.value === 'number') option.argParser(wholeNumber);
    command.addOption(option);
  }
  return command;
}

/** One option of a review, as the parser, the completions and the manual page know it. */
export interface OptionRow {
  /** As commander writes it: `-q, --quiet`, `--tree <dir>`. */
  readonly flags: string;
  readonly about: string;
  readonly choices?: readonly string[];
  /** What its value is, for completions. */
  readonly value?: 'dir' | 'file' | 'id' | 'text' | 'number';
  /** May be given several times, and with commas. */
  readonly many?: true;
}

export const FORMATS = [
  'text',
  'terse',
  'json',
  'sarif',
  'rdjson',
  'reply',
  'mbox',
  'html',
  'b4',
  'b4-json',
  'patchwork',
] as const;
export type Format = (typeof FORMATS)[number];

export const CONFIDENCES = ['high', 'medium', 'low'] as const;

export const OPTIONS: readonly OptionRow[] = [
  { flags: '--tree <dir>', about: 'the tree that the patch applies to', value: 'dir' },
  { flags: '--git <dir[@rev]>', about: 'read the files before the patch from git objects', value: 'dir' },
  { flags: '--audit <dir>', about: 'review the C files below DIR as if a patch had added them', value: 'dir' },
  { flags: '--format <format>', about: 'output format', choices: FORMATS },
  { flags: '--confidence <level>', about: 'lowest confidence that is shown', choices: CONFIDENCES },
  { flags: '--only <id>', about: 'only this rule or check', value: 'id', many: true },
  { flags: '--ignore <id>', about: 'not this rule or check', value: 'id', many: true },
  { flags: '--ignore-path <glob>', about: 'not these files', value: 'text', many: true },
  { flags: '--rules <dir>', about: 'further rules', value: 'dir', many: true },
  { flags: '--config <file>', about: 'settings, instead of the next .checkleak.yaml', value: 'file' },
  { flags: '--no-config', about: 'no settings file' },
  { flags: '--all-mails', about: 'also review other mails that hold a diff' },
  { flags: '-j, --jobs <n>', about: 'processes that review large input', value: 'number' },
  { flags: '--explain <id>', about: 'tell what a rule or check is about', value: 'id' },
  { flags: '-q, --quiet', about: 'findings only' },
  { flags: '-v, --verbose', about: 'also say what was skipped' },
  { flags: '-V, --version', about: 'print the version' },
  { flags: '-h, --help', about: 'print a summary' },
];

/** What the first argument may be besides options and inputs. */
export const COMMANDS: readonly (readonly [name: string, about: string])[] = [
  ['explain', 'tell what a rule or check is about'],
  ['rules', 'list the rules, or check rule files'],
  ['hook', 'run as a git hook'],
  ['completion', 'print completions for a shell'],
];

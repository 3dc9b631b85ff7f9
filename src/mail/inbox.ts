import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { catFile } from '../git/cat-file.js';
import { gitAt, PLAIN_LOG } from '../git/command.js';
import { UserError } from '../user-error.js';
import { KEEP } from './mbox.js';

/**
 * The repositories of a public-inbox, oldest first; none where the directory is no such thing. In its version 2 they stand in `git/0.git`,
 * `git/1.git` …, one for each gigabyte or so, in version 1 it is a bare repository itself (public-inbox-v2-format(5)).
 */
export function inboxesIn(dir: string): readonly string[] {
  for (const folder of [join(dir, 'git'), dir]) {
    const epochs = (isFolder(folder) ? readdirSync(folder) : []).filter((name) => /^\d+\.git$/.test(name));
    if (epochs.length > 0) return epochs.sort((a, b) => parseInt(a) - parseInt(b)).map((name) => join(folder, name));
  }
  const isBare = existsSync(join(dir, 'HEAD')) && isFolder(join(dir, 'objects')) && isFolder(join(dir, 'refs'));
  return isBare ? [dir] : [];
}

/** A file that holds a mail: `m` in version 2, named by a hash of the Message-ID in version 1. */
const MAIL = /^:\d+ 100\d+ [0-9a-f]+ ([0-9a-f]+) [AMT]\t(?:m|[0-9a-f]{2}\/[0-9a-f]{38})$/;

/**
 * The mails of one repository of a public-inbox as they arrived, whether or not they were taken out later. Holds one mail in memory; git holds the list of the
 * repository's commits. Throws UserError where git cannot read it, or it is a repository of something else.
 */
export async function* inboxMails(repository: string): AsyncGenerator<Uint8Array> {
  const git = gitAt(`--git-dir=${repository}`);
  if (!(await isInbox(git, repository))) return;
  const log = start([...git, '-c', 'log.showRoot=true', 'log', '--reverse', '--first-parent', '--format=', ...RAW]);
  const batch = catFile([...git, ...SPARING], KEEP);
  try {
    for await (const line of log.lines) {
      const id = MAIL.exec(line)?.[1];
      const mail = id === undefined ? undefined : await batch.ask(id);
      if (mail && mail.size > 0) yield mail.bytes;
      else if (id !== undefined && !mail)
        throw new UserError(`cannot read ${repository}: git does not give object ${id}`);
    }
    await log.hasSucceeded(repository);
  } finally {
    log.stop();
    await batch.close();
  }
}

const RAW = ['--raw', '--no-abbrev', '--no-renames', '--diff-filter=AMT', ...PLAIN_LOG, 'HEAD', '--'];

/** A mail is read once: what git keeps of its packs is of no use (1 GiB and 96 MiB by default). */
const SPARING = [
  '-c',
  'core.packedGitWindowSize=1m',
  '-c',
  'core.packedGitLimit=16m',
  '-c',
  'core.deltaBaseCacheLimit=8m',
];

/** Whether the newest commit holds mails; false where there is no commit yet. */
async function isInbox(git: readonly string[], repository: string): Promise<boolean> {
  const head = start([...git, 'for-each-ref', '--count=1', '--format=%(refname)']);
  let isEmpty = true;
  for await (const ref of head.lines) isEmpty &&= ref === '';
  await head.hasSucceeded(repository);
  if (isEmpty) return false;
  const tree = start([...git, 'ls-tree', 'HEAD']);
  let holdsMails = false;
  for await (const line of tree.lines) holdsMails ||= / blob \S+\t[md]$| tree \S+\t[0-9a-f]{2}$/.test(line);
  await tree.hasSucceeded(repository);
  if (holdsMails) return true;
  throw new UserError(
    `${repository}: a git repository without mails; to review commits: git format-patch --stdout RANGE | checkleak`,
  );
}

interface Started {
  readonly lines: AsyncGenerator<string>;
  /** Throws UserError, with what git says, where it failed. Call it behind the last line. */
  hasSucceeded(repository: string): Promise<void>;
  stop(): void;
}

/** Starts a command whose output is read line by line, no faster than it is used; Ctrl-C does not reach it. */
function start(command: readonly string[]): Started {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(0, 1000)));
  const ended = new Promise<boolean>((resolve) => {
    child.on('error', (error) => {
      said = error.message;
      resolve(false);
    });
    child.on('close', (code) => {
      resolve(code === 0);
    });
  });
  return {
    lines: linesOf(child.stdout),
    hasSucceeded: async (repository) => {
      if (await ended) return;
      throw new UserError(`cannot read ${repository}: ${said.split('\n')[0] ?? ''}`);
    },
    stop: () => {
      child.kill('SIGKILL');
    },
  };
}

async function* linesOf(output: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of output) {
    const lines = `${rest}${chunk.toString('latin1')}`.split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

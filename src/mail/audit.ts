import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { UserError } from '../user-error.js';
import type { RawMail } from './read.js';
import { additionOf } from '../patch/addition.js';

/** Directories above the audited one that are searched for the top of a kernel tree. */
const MOST_LEVELS = 12;

/** A larger file is left out (bytes): it is a table, not code. */
const MAX_FILE = 4 * 1024 * 1024;

/** The top of the kernel tree that a directory is in, else the directory itself. Throws UserError where it is no directory. */
export async function topOf(dir: string): Promise<string> {
  const start = await realpath(dir).catch(() => undefined);
  if (start === undefined || !(await stat(start)).isDirectory())
    throw new UserError(`--audit ${dir}: no such directory`);
  let at = start;
  for (let level = 0; level < MOST_LEVELS && dirname(at) !== at; level++) {
    const names: readonly string[] = await readdir(at).catch(() => []);
    if (names.includes('MAINTAINERS') && names.includes('Kbuild')) return at;
    at = dirname(at);
  }
  return start;
}

/** The C files below a directory, in order of their paths, each as the patch mail that would add it to the tree at `top`. */
export async function* auditMails(dir: string, top: string): AsyncGenerator<RawMail> {
  let index = 0;
  for await (const file of filesBelow(await realpath(dir))) {
    const path = relative(top, file);
    const text = (await readFile(file)).toString('utf8');
    if (text !== '') yield { source: path, index: index++, bytes: Buffer.from(mailOf(path, text)) };
  }
}

/** A patch mail that adds a file. */
function mailOf(path: string, text: string): string {
  const head = [
    `Subject: [PATCH] ${path}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  return [...head, '', ...additionOf(path, text)].join('\n');
}

async function* filesBelow(dir: string): AsyncGenerator<string> {
  const entries = await readdir(dir, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && entry.name.endsWith('.c') && (await stat(path)).size <= MAX_FILE) yield path;
  }
}

import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../user-error.js';
import { EXIT } from './exit.js';
import { readOptions } from './options.js';
import { workingDirectory } from './working-directory.js';

/** More patches than this are no series that is sent at once. */
const MOST_BESIDE = 100;

/**
 * `checkleak hook sendemail-validate [options] FILE`: what git calls with each mail before it sends any. Findings go to stderr and stop the
 * sending; a mail without a patch (a cover letter) passes. Nothing is printed for a clean patch.
 */
export async function hook(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name !== 'sendemail-validate')
    throw new UserError(
      `hook: write sendemail-validate${name === undefined ? '' : `, not ${name}`}; see man checkleak`,
    );
  const request = await readOptions(rest, workingDirectory());
  if (request.kind !== 'review') return EXIT.clean;
  const { options } = request;
  const [file, ...others] = options.inputs;
  if (file === undefined || others.length > 0) throw new UserError('usage: checkleak hook sendemail-validate FILE');
  // git itself is about to send this file; that it can be read is all there is to check here.
  await open(file).then(
    (handle) => handle.close(),
    () => Promise.reject(new UserError(`cannot read ${file}`)),
  );
  const { reviewTo } = await import('./review.js');
  const beside = await patchesBeside(file);
  const code = await reviewTo({ ...options, beside, format: 'terse', quiet: true, notes: true }, process.stderr);
  if (code === EXIT.findings)
    process.stderr.write(
      "checkleak: nothing was sent; 'Checkleak-Ignore: RULE reason' in the message answers for a finding, --no-validate skips this check\n",
    );
  return code === EXIT.nothing ? EXIT.clean : code;
}

/** Other patches that `git format-patch` left in the folder of one: git sends them one by one, and a later one may repair it. */
async function patchesBeside(file: string): Promise<readonly string[]> {
  const made = /^(?:v\d+-)?\d{4}-.*\.patch$/;
  if (!made.test(basename(file))) return [];
  const names = await readdir(dirname(file));
  return names
    .filter((name) => made.test(name) && name > basename(file))
    .sort()
    .slice(0, MOST_BESIDE)
    .map((name) => join(dirname(file), name));
}

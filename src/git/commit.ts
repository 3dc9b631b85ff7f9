import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../user-error.js';

const run = promisify(execFile);

/** The id of the commit that a revision names. Throws UserError, with the option `--git SPEC` named, where it is none or `dir` is no repository. */
export async function commitOf(git: readonly string[], spec: string, dir: string, revision: string): Promise<string> {
  checkRevision(revision);
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const known = await run(git[0]!, [...git.slice(1), ...args]).catch((error: unknown) => {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    const [first = ''] = text.split('\n');
    throw new UserError(`--git ${spec}: ${first === '' ? `no commit ${revision} in ${dir}` : first}`);
  });
  return known.stdout.trim();
}

function checkRevision(revision: string): void {
  // eslint-disable-next-line no-control-regex
  if (revision === '' || revision.startsWith('-') || /[\x00-\x20\x7f]/.test(revision))
    throw new UserError(`--git: not a revision: ${JSON.stringify(revision)}`);
}

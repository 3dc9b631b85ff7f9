/** The start of a git command that starts nothing that settings name: no pager, no monitor of the file system. */
export function gitAt(...where: readonly string[]): readonly string[] {
  return ['git', ...where, '--no-pager', '-c', 'core.fsmonitor=false'];
}

/** For `git log`: it compares objects with nobody's help, and verifies no signature. */
export const PLAIN_LOG: readonly string[] = ['--no-ext-diff', '--no-textconv', '--no-show-signature'];

/** For `git grep`: no filter of the repository is started, and lines are `path:match`, whatever the settings say. */
export const PLAIN_GREP: readonly string[] = [
  '--no-textconv',
  '--no-recurse-submodules',
  '--no-line-number',
  '--no-column',
  '--no-color',
];

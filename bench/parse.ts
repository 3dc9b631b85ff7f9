import { statSync } from 'node:fs';
import { benchMails } from './parse/mails.js';
import { benchTree } from './parse/tree.js';

const USAGE = `usage: npm run bench:parse -- [--list N] DIR | MBOX...
  DIR     every .c file below it is read; its functions are counted against ctags -x --c-kinds=f
  MBOX    every hunk in a C file of its patches is read; a directory of .eml files will do as well
  --list  print at most N functions, lines or differences that were lost (default 10)
`;

/** Measures how well C is read: whole files of a tree, or fragments out of mails. */
async function main(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--list');
  const list = at < 0 ? 10 : Number(args[at + 1]);
  const inputs = at < 0 ? args : args.filter((_, i) => i !== at && i !== at + 1);
  if (inputs.length === 0 || Number.isNaN(list)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { cFiles, isTree } = await import('./parse/files.js');
  const trees = inputs.filter((input) => statSync(input).isDirectory() && isTree(input));
  if (trees.length > 0) await benchTree(trees.flatMap(cFiles), list);
  const mails = inputs.filter((input) => !trees.includes(input));
  if (mails.length > 0) await benchMails(mails, list);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));

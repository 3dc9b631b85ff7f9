import { readFile } from 'node:fs/promises';
import { UserError } from '../user-error.js';
import { EXIT } from '../cli.js';

/**
 * `checkleak hook sendemail-validate FILE`: what git calls with each mail before it sends any. Findings go to stderr and stop the sending;
 * a mail without a patch (a cover letter) passes. Nothing is printed for a clean patch.
 */
export async function hook(args: readonly string[]): Promise<number> {
  const [name, file] = args;
  if (name !== 'sendemail-validate' || file === undefined)
    throw new UserError('usage: checkleak hook sendemail-validate FILE');
  const [{ parseMail }, { loadCatalogue }, { reviewMail }, { terseReport }, { noTree }] = await Promise.all([
    import('../mail/parse.js'),
    import('../rules/load.js'),
    import('../run.js'),
    import('../report/terse.js'),
    import('../tree/tree.js'),
  ]);
  const raw = await readFile(file).catch(() => {
    throw new UserError(`cannot read ${file}`);
  });
  const catalogue = await loadCatalogue([]);
  const mail = await parseMail(raw, file, 0);
  const { report } = await reviewMail(mail, {
    tree: noTree,
    catalogue,
    allMails: false,
    confidence: 'medium',
    only: [],
    ignore: [],
  });
  if (report.findings.length === 0) return EXIT.clean;
  process.stderr.write(terseReport(report));
  return EXIT.findings;
}

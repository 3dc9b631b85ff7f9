import { statSync } from 'node:fs';
import type { Compiled } from './compiled.js';
import { readRuleFile, readRuleFolder } from './read-yaml.js';

/**
 * Checks a rule file, or every rule file of a folder: problems as `file:line: what to do`. Where the rules themselves are sound their
 * examples are tried, too: `before` must be found, `after` be silent.
 */
export async function checkRules(path: string): Promise<readonly string[]> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [`${path}:1: no such file`];
  const { rules, problems, at } = stat.isDirectory() ? readRuleFolder(path) : readRuleFile(path);
  return problems.length > 0 ? problems : tryExamples(rules, at);
}

async function tryExamples(rules: Compiled, at: (id: string, key: string) => string): Promise<readonly string[]> {
  const [{ loadWith }, { reviewText }] = await Promise.all([import('./load.js'), import('../run.js')]);
  const catalogue = loadWith([rules]);
  const problems: string[] = [];
  for (const { id, before, after, examples } of rules.families) {
    const main = before === '' && after === '' ? [] : [{ title: '', before, after }];
    for (const one of [...main, ...examples]) {
      const where = at(id, one.title === '' ? 'before' : 'examples');
      const title = one.title === '' ? '' : `${one.title}: `;
      const found = await reviewText('drivers/quux/quux.c', one.before, { catalogue, confidence: 'low' });
      if (!found.some((finding) => finding.rule === id))
        problems.push(`${where}: ${title}before gives no finding of ${id}: write whole functions that leak`);
      const loud = await reviewText('drivers/quux/quux.c', one.after, { catalogue, confidence: 'low' });
      if (loud.length > 0)
        problems.push(`${where}: ${title}after gives a finding of ${loud[0]!.acquire}: release it on every way out`);
    }
  }
  return problems;
}

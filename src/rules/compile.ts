import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pack } from './pack.js';
import { readRuleFolder } from './read-yaml.js';

/** Build step: `rules/*.yaml` → `dist/rules/catalogue.json`. Prints what is wrong and exits with 1 where a rule does not fit. */
function compile(): void {
  const { rules, problems } = readRuleFolder(fileURLToPath(new URL('../../rules', import.meta.url)));
  const names = new Set<string>();
  const twice = rules.acquires
    .filter((api) => names.size === names.add(api.name).size)
    .map((api) => `${api.rule}: ${api.name} is listed twice`);
  const bare = rules.families
    .filter((family) => family.before === '' || family.after === '' || family.notCovered === '')
    .map((family) => `${family.id}: what ships needs before, after and not-covered`);
  const all = [...problems, ...twice, ...bare];
  if (all.length > 0) {
    process.stderr.write(`${all.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(new URL('./catalogue.json', import.meta.url), JSON.stringify(pack(rules)));
}

compile();

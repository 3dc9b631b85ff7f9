import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readRuleFolder } from './read-yaml.js';

/** Build step: `rules/*.yaml` → `dist/rules/catalogue.json`. Prints what is wrong and exits with 1 where a rule does not fit. */
function compile(): void {
  const { rules, problems } = readRuleFolder(fileURLToPath(new URL('../../rules', import.meta.url)));
  const names = new Set<string>();
  const twice = rules.acquires
    .filter((api) => names.size === names.add(api.name).size)
    .map((api) => `${api.rule}: ${api.name} is listed twice`);
  const all = [...problems, ...twice];
  if (all.length > 0) {
    process.stderr.write(`${all.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(new URL('./catalogue.json', import.meta.url), JSON.stringify(rules));
}

compile();

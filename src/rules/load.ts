import { existsSync, readFileSync } from 'node:fs';
import type { Catalogue } from '../types.js';
import { UserError } from '../user-error.js';
import { catalogueOf, mergeCompiled } from './compiled.js';
import { unpack, type Packed } from './pack.js';

/** Version of the rule format that the catalogue is written in. */
const FORMAT = '1';

/** Loads the compiled catalogue, and rules of further folders over it. Throws UserError for a folder or rule that cannot be used. */
export async function loadCatalogue(extraDirs: readonly string[]): Promise<Catalogue> {
  const own = unpack(JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8')) as Packed);
  if (extraDirs.length === 0) return catalogueOf(own, FORMAT);
  const { readRuleFolder } = await import('./read-yaml.js');
  const sets = extraDirs.map((dir) => {
    if (!existsSync(dir)) throw new UserError(`--rules ${dir}: no such directory`);
    const { rules, problems } = readRuleFolder(dir);
    if (problems.length > 0) throw new UserError(problems.join('\n'));
    return rules;
  });
  return catalogueOf(mergeCompiled([own, ...sets]), FORMAT);
}

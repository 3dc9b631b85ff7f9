import { existsSync, readFileSync } from 'node:fs';
import type { Catalogue } from '../types.js';
import { asset } from '../asset.js';
import { UserError } from '../user-error.js';
import { catalogueOf, mergeCompiled, type Compiled } from './compiled.js';
import { catalogueOfPacked, unpack, type Packed } from './pack.js';

/** Version of the rule format that the catalogue is written in. */
const FORMAT = '1';

/** Loads the compiled catalogue, and rules of further folders over it. Throws UserError for a folder or rule that cannot be used. */
export async function loadCatalogue(extraDirs: readonly string[]): Promise<Catalogue> {
  if (extraDirs.length === 0) return catalogueOfPacked(readPacked(), FORMAT);
  const { readRuleFolder } = await import('./read-yaml.js');
  const sets = extraDirs.map((dir) => {
    if (!existsSync(dir)) throw new UserError(`--rules ${dir}: no such directory`);
    const { rules, problems } = readRuleFolder(dir);
    if (problems.length > 0) throw new UserError(problems.join('\n'));
    return rules;
  });
  return loadWith(sets);
}

/** The compiled catalogue with further rules over it. */
export function loadWith(sets: readonly Compiled[]): Catalogue {
  return catalogueOf(mergeCompiled([unpack(readPacked()), ...sets]), FORMAT);
}

function readPacked(): Packed {
  return JSON.parse(readFileSync(asset('rules/catalogue.json'), 'utf8')) as Packed;
}

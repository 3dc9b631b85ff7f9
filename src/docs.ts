import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPages } from './report/checks/pages.js';
import { rulePages } from './rules/docs.js';
import { loadCatalogue } from './rules/load.js';

/** Writes the pages of one folder of `docs/`; files that are no page any more go. */
function writePages(folder: string, pages: ReadonlyMap<string, string>): void {
  const dir = fileURLToPath(new URL(`../docs/${folder}`, import.meta.url));
  mkdirSync(dir, { recursive: true });
  for (const name of readdirSync(dir)) if (!pages.has(name)) rmSync(join(dir, name));
  for (const [name, text] of pages) writeFileSync(join(dir, name), text);
}

writePages('rules', rulePages(await loadCatalogue([])));
writePages('checks', checkPages());

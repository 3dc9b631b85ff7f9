import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DialectFile } from './dialect/words.js';

const schema = z.strictObject({
  version: z.literal(1),
  words: z.string(),
  'with-parens': z.string(),
  blocks: z.string(),
  loops: z.string(),
  'loop-pattern': z.string(),
});

/** Build step: `rules/dialect.yaml` → `dist/c/dialect.json`. Throws on a file that does not fit the schema. */
function compileDialect(): void {
  const text = readFileSync(new URL('../../rules/dialect.yaml', import.meta.url), 'utf8');
  const yaml = schema.parse(parse(text));
  new RegExp(yaml['loop-pattern']);
  const file: DialectFile = {
    words: yaml.words,
    withParens: yaml['with-parens'],
    blocks: yaml.blocks,
    loops: yaml.loops,
    loopPattern: yaml['loop-pattern'],
  };
  writeFileSync(new URL('./dialect.json', import.meta.url), JSON.stringify(file));
}

compileDialect();

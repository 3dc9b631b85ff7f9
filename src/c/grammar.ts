import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type Parser from 'tree-sitter';

const load = createRequire(import.meta.url);

/**
 * The grammar of C without the descriptions of its nodes: the package's own entry also reads these, of which the binding makes a class for
 * each node type. That takes longer than parsing a patch does.
 */
export function grammar(): Parser.Language {
  const find = load('node-gyp-build') as (dir: string) => { name: string; language: unknown };
  const { name, language } = find(dirname(load.resolve('tree-sitter-c/package.json')));
  return { name, language, nodeTypeInfo: [] } as unknown as Parser.Language;
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

/** What each module of `src` imports from `src`, for its types as well. */
function importsOf(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.c?ts$/.test(name));
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join('src', file), 'utf8'));
      const local = importedFiles.map((one) => one.fileName).filter((name) => name.startsWith('.'));
      return [file, local.map((name) => normalize(join(dirname(file), name)).replace(/js$/, 'ts'))];
    }),
  );
}

/** A circle of imports that a module is part of, if there is one. */
function circleFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const search = (file: string, way: readonly string[]): readonly string[] | undefined => {
    for (const next of imports.get(file) ?? []) {
      if (next === start) return [...way, next];
      if (done.has(next)) continue;
      done.add(next);
      const found = search(next, [...way, next]);
      if (found) return found;
    }
    return undefined;
  };
  return search(start, [start]);
}

test('no module imports itself by way of others', () => {
  const imports = importsOf();
  assert.ok(imports.size > 100);
  for (const file of imports.keys()) assert.equal(circleFrom(file, imports)?.join(' → '), undefined);
});

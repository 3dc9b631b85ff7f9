import { dirname, join } from 'node:path';
import type { Catalogue, CFile, Skipped, SourceFile } from '../types.js';
import { treePath } from '../patch/path.js';
import { lookBeyond } from './beyond.js';
import { definitionOf, gather, type Gathering } from './gather.js';
import { noTree, type Tree } from './tree.js';
import { wantedNames, type Names } from './wanted.js';

/** Rounds of looking up: what is found may call helpers of its own. */
const ROUNDS = 2;

/** The same folder, mentioned by this many files, is a library and not one driver. */
const MOST_MENTIONS = 24;

/** Folders that one review searches. A patch that changes more is no driver's. */
const MOST_FOLDERS = 16;

/** Local headers that are read, so that there is room for what else is looked up. */
const MOST_HEADERS = 8;

/** After this long no search is begun (ms): with the last one under way, a review waits two seconds at most for a disk that is slow. */
const LONGEST = 1200;

/** What a tree says about a patch. */
export interface Context {
  /** Files on neither side of the patch changed. */
  readonly files: readonly SourceFile[];
  /** What was to be looked up and was not. */
  readonly skipped: readonly Skipped[];
}

/**
 * Files of the tree that say more about the touched ones: local headers, and files of the same folder that define a helper or a teardown of a
 * touched function, or that call or register one; then files farther away that define one.
 */
export async function contextOf(
  touched: readonly SourceFile[],
  tree: Tree,
  catalogue: Catalogue,
  read: (source: SourceFile) => CFile,
): Promise<Context> {
  if (tree === noTree) return { files: [], skipped: [] };
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  const gathering = gather(touched, tree, read);
  for (const path of localHeaders(touched)) await gathering.take(path, () => true);
  const reasons = [
    ...(await lookInFolders(gathering, touched, tree, catalogue, () => elapsed() > LONGEST)),
    ...(await lookBeyond(gathering, touched, tree, catalogue, () => LONGEST - elapsed())),
  ];
  if (gathering.refused.size > 0)
    reasons.push(
      `${gathering.taken.length} files of ${tree.name} were read beside the patch, ${gathering.refused.size} more that may say something about it were not`,
    );
  return { files: gathering.taken, skipped: reasons.map((reason) => ({ file: '', reason })) };
}

/** Takes what the folders of the touched files say; returns why something was left out. */
async function lookInFolders(
  gathering: Gathering,
  touched: readonly SourceFile[],
  tree: Tree,
  catalogue: Catalogue,
  isOver: () => boolean,
): Promise<readonly string[]> {
  const asked = new Set<string>();
  const left = new Set<string>();
  let searches = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [folder, names] of byFolder(wantedNames(gathering.files, touched, catalogue))) {
      const defined = names.defined.filter((name) => !asked.has(`d${name}`));
      const used = names.used.filter((name) => !asked.has(`u${name}`));
      if (defined.length + used.length === 0) continue;
      const paths =
        searches++ < MOST_FOLDERS && !isOver()
          ? await tree.mentions([...defined, ...used], join(folder, 'x.c'), MOST_MENTIONS)
          : undefined;
      if (paths === undefined) left.add(folder);
      for (const name of defined) asked.add(`d${name}`);
      for (const name of used) asked.add(`u${name}`);
      const defines = definitionOf(defined);
      const uses = new RegExp(`\\b(${used.join('|') || '$^'})\\b`);
      const wants = (path: string, text: string): boolean =>
        defines.test(text) || (path.endsWith('.c') && used.length > 0 && uses.test(text));
      for (const path of paths ?? []) await gathering.take(path, (text) => wants(path, text));
    }
  }
  return [...left].slice(0, 1).map((folder) => {
    const others = left.size > 1 ? ` and ${left.size - 1} more` : '';
    return `${folder}${others} was not searched for helpers and teardowns: ${searches > MOST_FOLDERS ? 'the patch touches too many folders' : 'it took too long'}`;
  });
}

/** The names of all files of a folder: they are asked for at once. */
function byFolder(wanted: ReadonlyMap<string, Names>): ReadonlyMap<string, Names> {
  const out = new Map<string, Names>();
  for (const [path, { defined, used }] of wanted) {
    const known = out.get(dirname(path)) ?? { defined: [], used: [] };
    out.set(dirname(path), {
      defined: [...new Set([...known.defined, ...defined])],
      used: [...new Set([...known.used, ...used])],
    });
  }
  return out;
}

/** `#include "foo.h"` of touched files, next to them. */
function localHeaders(touched: readonly SourceFile[]): readonly string[] {
  const paths = touched.flatMap((source) =>
    source.lines.flatMap((line) => {
      const name = /^\s*#\s*include\s+"([\w./-]+\.h)"/.exec(line.text)?.[1];
      const path = name === undefined ? undefined : treePath(join(dirname(source.path), name)).path;
      return path === undefined ? [] : [path];
    }),
  );
  return [...new Set(paths)].slice(0, MOST_HEADERS);
}

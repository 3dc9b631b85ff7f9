import type { CFile, SourceFile } from '../types.js';
import type { Tree } from './tree.js';
import type { Read } from './wanted.js';

/** Files that one review looks up beyond the touched ones, and characters of all of them together. */
const MOST_FILES = 12;
const MOST_TEXT = 1_500_000;

/** What a review has looked up. */
export interface Gathering {
  /** The touched files and all that was taken. */
  readonly files: readonly Read[];
  /** What was taken, in that order. */
  readonly taken: readonly SourceFile[];
  /** Paths that were not looked at because enough was taken. */
  readonly refused: ReadonlySet<string>;
  /** Adds a file of the tree if its text is wanted, and there is room. */
  readonly take: (path: string, wants: (text: string) => boolean) => Promise<void>;
}

export function gather(touched: readonly SourceFile[], tree: Tree, read: (source: SourceFile) => CFile): Gathering {
  const files: Read[] = touched.map((source) => ({ source, cfile: read(source) }));
  const have = new Set(touched.map((source) => source.path));
  const taken: SourceFile[] = [];
  const refused = new Set<string>();
  let size = 0;
  const take = async (path: string, wants: (text: string) => boolean): Promise<void> => {
    if (have.has(path)) return;
    if (taken.length >= MOST_FILES) {
      refused.add(path);
      return;
    }
    const known = await fileOf(path, tree);
    if (!known || !wants(known.text)) return;
    if (size + known.text.length > MOST_TEXT) {
      refused.add(path);
      return;
    }
    have.add(path);
    size += known.text.length;
    taken.push(known.file);
    files.push({ source: known.file, cfile: read(known.file) });
  };
  return { files, taken, refused, take };
}

interface Known {
  readonly text: string;
  readonly file: SourceFile;
}

/** Files looked up last: the patches of one series ask for the same ones. */
const cache = new Map<string, Promise<Known | undefined>>();
const CACHED = 64;

function fileOf(path: string, tree: Tree): Promise<Known | undefined> {
  const key = `${tree.key ?? tree.name}\0${path}`;
  let known = cache.get(key);
  if (known) return known;
  known = tree.read(path, undefined).then((text) => {
    if (text === undefined) return undefined;
    const lines = text
      .split('\n')
      .map((line, i) => ({ text: line, kind: 'tree' as const, line: i + 1, mailLine: undefined }));
    return { text, file: { path, side: 'after', complete: true, lines, fragments: [] } };
  });
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value!);
  cache.set(key, known);
  return known;
}

/** Where one of the names is defined: at the start of a line, and not only declared. */
export function definitionOf(names: readonly string[]): RegExp {
  return new RegExp(`^[A-Za-z_][^;={}()\\n]*\\b(${names.join('|') || '$^'})\\s*\\([^;]*$`, 'm');
}

/** The files as they are before the patch, wherever they come from. */
export interface Tree {
  /** How a message names it, such as `--tree linux` or `--git linux@v6.12`. */
  readonly name: string;
  /** Tells it from others where the name does not. */
  readonly key?: string;
  /** Only some files are known; that another one is not says nothing. */
  readonly isPartial?: boolean;
  /**
   * The text of a file, or undefined where it is not known.
   * `blob` is the abbreviated id of an `index` line and wins over the path where objects are at hand.
   */
  read(path: string, blob: string | undefined): Promise<string | undefined>;
  /** Paths of C files in the same folder as `path`, sorted. */
  siblings(path: string): Promise<readonly string[]>;
  /** Paths of `.c` and `.h` files in the same folder as `near` that contain one of the words, sorted, at most `limit`; undefined where that takes too long. */
  mentions(words: readonly string[], near: string, limit: number): Promise<readonly string[] | undefined>;
  /** Where each word stands in the folders of the subsystem that `near` is in. */
  mentionsAround(words: readonly string[], near: string): Promise<Mentions>;
  /** Where each word stands in all of the tree; `unsearched` where the tree cannot tell fast. */
  mentionsAnywhere(words: readonly string[]): Promise<Mentions>;
  /** Paths of all C files, sorted; undefined where listing them takes too long. */
  paths(): Promise<readonly string[] | undefined>;
  /** The same files as of a commit, where the tree knows commits; shares what must be closed. */
  readonly at?: (commit: string) => Tree;
  close(): Promise<void>;
}

/** Files by each word that they contain as a whole word; or why nothing can be told. A word that nothing contains is left out. */
export type Mentions = ReadonlyMap<string, readonly string[]> | 'unsearched' | 'too long';

export const NOWHERE: Mentions = new Map<string, readonly string[]>();

/** Knows nothing: hunks are all there is. */
export const noTree: Tree = {
  name: 'no tree',
  read: () => Promise.resolve(undefined),
  siblings: () => Promise.resolve([]),
  mentions: () => Promise.resolve([]),
  mentionsAround: () => Promise.resolve(NOWHERE),
  mentionsAnywhere: () => Promise.resolve('unsearched'),
  paths: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

/** How long one search beyond a folder may take (ms). It matters for what the disk has to be asked for; what is in memory is searched sooner. */
export const PATIENCE = { around: 700, anywhere: 1200 };

/** The folder of the subsystem that a file is in: `drivers/usb` for `drivers/usb/dwc3/core.c`, `kernel` for `kernel/futex/core.c`; undefined at the top. */
export function subsystemOf(path: string): string | undefined {
  const folders = path.split('/').slice(0, -1);
  if (folders.length < 2) return undefined;
  // `drivers` alone is half of the kernel.
  return folders.slice(0, folders.length > 2 || folders[0] === 'drivers' ? 2 : 1).join('/');
}

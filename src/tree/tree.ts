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
  /** Paths of `.c` and `.h` files in the same folder as `near` that contain one of the words, sorted, at most `limit`. */
  mentions(words: readonly string[], near: string, limit: number): Promise<readonly string[]>;
  /** The same for all folders of the subsystem that `near` is in; nothing where that takes too long. */
  mentionsAround(words: readonly string[], near: string, limit: number): Promise<readonly string[]>;
  /** The same files as of a commit, where the tree knows commits; shares what must be closed. */
  readonly at?: (commit: string) => Tree;
  close(): Promise<void>;
}

/** Knows nothing: hunks are all there is. */
export const noTree: Tree = {
  name: 'no tree',
  read: () => Promise.resolve(undefined),
  siblings: () => Promise.resolve([]),
  mentions: () => Promise.resolve([]),
  mentionsAround: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

/** How long a search beyond one folder may take (ms). */
export const AROUND_PATIENCE = 700;

/** The folder of the subsystem that a file is in: `drivers/usb` for `drivers/usb/dwc3/core.c`, `kernel` for `kernel/futex/core.c`; undefined at the top. */
export function subsystemOf(path: string): string | undefined {
  const folders = path.split('/').slice(0, -1);
  if (folders.length < 2) return undefined;
  return folders.slice(0, folders.length > 2 ? 2 : 1).join('/');
}

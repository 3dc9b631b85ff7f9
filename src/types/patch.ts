export type LineKind = 'context' | 'added' | 'removed';

/** One line of a hunk, without its `+`, `-` or blank marker. */
export interface Line {
  readonly kind: LineKind;
  readonly text: string;
  /** Line number in the file before / after the patch, from 1; undefined on the side that lacks the line. */
  readonly oldLine: number | undefined;
  readonly newLine: number | undefined;
  /** Line of `Mail.body`, from 1. */
  readonly mailLine: number;
}

export interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  /** What stands behind the second `@@`: the enclosing function as git saw it, before the patch. */
  readonly heading: string;
  /** Line of `Mail.body` of the `@@` line, from 1. */
  readonly mailLine: number;
  readonly lines: readonly Line[];
}

export interface FilePatch {
  /** Path before / after, without `a/` and `b/`; undefined for /dev/null. Never leaves the tree. */
  readonly oldPath: string | undefined;
  readonly newPath: string | undefined;
  readonly isNew: boolean;
  readonly isDeleted: boolean;
  readonly isBinary: boolean;
  /** Abbreviated blob ids of the `index` line, where there is one. */
  readonly oldBlob: string | undefined;
  readonly newBlob: string | undefined;
  /** Line of `Mail.body` of the first header line of this file, from 1. */
  readonly mailLine: number;
  readonly hunks: readonly Hunk[];
}

export interface Patch {
  readonly files: readonly FilePatch[];
  readonly baseCommit: string | undefined;
  /** Files that could not be read, and why. */
  readonly skipped: readonly Skipped[];
}

export interface Skipped {
  /** Path, or the empty string where the whole mail is meant. */
  readonly file: string;
  readonly reason: string;
}

export type Side = 'before' | 'after';

/** One line of one side of a file. */
export interface SourceLine {
  readonly text: string;
  /** `context`, `added` and `removed` stand in the mail; `tree` is known only from the tree. */
  readonly kind: LineKind | 'tree';
  /** Line number on this side, from 1. */
  readonly line: number;
  readonly mailLine: number | undefined;
}

/** A run of consecutive lines of an incomplete file. */
export interface Fragment {
  /** First line and the line behind the last one, as indices into `SourceFile.lines`. */
  readonly start: number;
  readonly end: number;
  readonly heading: string;
}

/** One side of one file. Positions in the IR (`at`) are indices into `lines`. */
export interface SourceFile {
  readonly path: string;
  readonly side: Side;
  /** The whole file is known; otherwise only `fragments`, with unknown code between them. */
  readonly complete: boolean;
  readonly lines: readonly SourceLine[];
  /** Empty for a complete file. */
  readonly fragments: readonly Fragment[];
}

/** Both sides of a touched file; a side is undefined where the file does not exist on it. */
export interface SourcePair {
  readonly path: string;
  readonly before: SourceFile | undefined;
  readonly after: SourceFile | undefined;
}

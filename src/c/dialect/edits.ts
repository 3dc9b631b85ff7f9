/** Replaces text in place: what is written is never longer than what it replaces, so that offsets hold. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  /** Padded with blanks to the length replaced; line ends inside are lost. */
  readonly text: string;
}

/** Applies edits, which may come in any order; of two that overlap the one that starts first wins, the longer one on a tie. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  const out: string[] = [];
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) continue;
    out.push(text.slice(at, edit.start), edit.text.slice(0, edit.end - edit.start).padEnd(edit.end - edit.start));
    at = edit.end;
  }
  out.push(text.slice(at));
  return out.join('');
}

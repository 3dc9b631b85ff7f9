import type { Edit, Finding } from '../types.js';

const CONTEXT = 3;

/** A run of lines that becomes another. */
interface Change {
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** A diff against the file after the patch, and the findings that it mends. */
export interface RemedyDiff {
  readonly text: string;
  readonly mended: readonly Finding[];
}

/**
 * One diff for the remedies of a patch, as `git apply` takes it. A remedy that touches the same lines as an earlier one and is not the same
 * is left out whole. The text is empty where there is nothing to say.
 */
export function remedyDiff(findings: readonly Finding[]): RemedyDiff {
  const files = new Map<string, { readonly changes: readonly Change[]; readonly known: Map<number, string> }>();
  const mended: Finding[] = [];
  for (const finding of findings) {
    const edits = finding.remedy?.edits ?? [];
    const trial = new Map<string, readonly Change[]>();
    const fits = edits.every((edit) => {
      const now = withChange(trial.get(edit.file) ?? files.get(edit.file)?.changes ?? [], edit);
      if (now) trial.set(edit.file, now);
      return now !== undefined;
    });
    if (edits.length === 0 || !fits) continue;
    mended.push(finding);
    for (const edit of edits) {
      const known = files.get(edit.file)?.known ?? new Map<number, string>();
      remember(edit, known);
      files.set(edit.file, { changes: trial.get(edit.file)!, known });
    }
  }
  const text = [...files].map(([path, { changes, known }]) => fileDiff(path, changes, known)).join('');
  return { text, mended };
}

/** The changes with one more; undefined where it cannot be had together with them. */
function withChange(changes: readonly Change[], edit: Change): readonly Change[] | undefined {
  const end = edit.line + Math.max(1, edit.removed.length);
  const old = changes.find((one) => edit.line < one.line + Math.max(1, one.removed.length) && one.line < end);
  if (!old) return [...changes, edit];
  if (old.line !== edit.line || old.removed.join('\n') !== edit.removed.join('\n')) return undefined;
  if (old.added.join('\n') === edit.added.join('\n')) return changes;
  const added = bothAdded(old.added, edit.added);
  return added && changes.map((one) => (one === old ? { ...old, added } : one));
}

/** Two edits that differ in one line, a call each: what was acquired later is released first. */
function bothAdded(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  const at = a.findIndex((line, i) => line !== b[i]);
  const extra = b[at];
  const isCall = /^\s*\w+\(.*\);$/.test(extra ?? '') && /^\s*\w+\(.*\);$/.test(a[at] ?? '');
  const rest = a.slice(a.length - (b.length - at - 1));
  if (extra === undefined || !isCall || rest.join('\n') !== b.slice(at + 1).join('\n')) return undefined;
  return [...a.slice(0, at), extra, ...a.slice(at)];
}

function remember(edit: Edit, known: Map<number, string>): void {
  const first = edit.line - edit.before.length;
  [...edit.before, ...edit.removed, ...edit.after].forEach((text, i) => known.set(first + i, text));
}

function fileDiff(path: string, changes: readonly Change[], known: ReadonlyMap<number, string>): string {
  const sorted = [...changes].sort((a, b) => a.line - b.line);
  const groups: Change[][] = [];
  for (const change of sorted) {
    const last = groups.at(-1);
    const end = last && endOf(last.at(-1)!);
    if (last && end !== undefined && change.line - end <= 2 * CONTEXT && isKnown(known, end, change.line))
      last.push(change);
    else groups.push([change]);
  }
  let shift = 0;
  const hunks = groups.map((group) => {
    const { text, grown } = hunk(group, known, shift);
    shift += grown;
    return text;
  });
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${hunks.join('')}`;
}

function endOf(change: Change): number {
  return change.line + change.removed.length;
}

function isKnown(known: ReadonlyMap<number, string>, from: number, to: number): boolean {
  for (let line = from; line < to; line++) if (!known.has(line)) return false;
  return true;
}

function hunk(
  group: readonly Change[],
  known: ReadonlyMap<number, string>,
  shift: number,
): { readonly text: string; readonly grown: number } {
  let start = group[0]!.line;
  while (group[0]!.line - start < CONTEXT && known.has(start - 1)) start--;
  const last = endOf(group.at(-1)!);
  let end = last;
  while (end - last < CONTEXT && known.has(end)) end++;
  const lines: string[] = [];
  let line = start;
  const context = (to: number): void => {
    for (; line < to; line++) lines.push(` ${known.get(line)!}`);
  };
  for (const change of group) {
    context(change.line);
    lines.push(...change.removed.map((text) => `-${text}`), ...change.added.map((text) => `+${text}`));
    line = endOf(change);
  }
  context(end);
  const old = lines.filter((text) => !text.startsWith('+')).length;
  const now = lines.filter((text) => !text.startsWith('-')).length;
  return {
    text: `@@ -${start},${old} +${start + shift},${now} @@\n${lines.map((text) => `${text}\n`).join('')}`,
    grown: now - old,
  };
}

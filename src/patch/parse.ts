import parseDiff from 'parse-diff';
import type { FilePatch, Hunk, Line, Mail, Patch, Skipped } from '../types.js';
import { endOfHeader, readHeader, startsFile, type Header } from './header.js';
import { readHunk, type RawHunk, type RawLine } from './hunks.js';
import { treePath } from './path.js';

/** A mail of more lines is not read; the largest patches on kernel lists have some 50,000. */
const MAX_LINES = 200_000;
/** No line of C is longer (characters); what is longer is data, or hostile. */
const MAX_LINE = 16 * 1024;
/** What is said of one mail stays readable. */
const MAX_SKIPPED = 100;

/** Finds the diffs of a mail. Never throws: files and hunks that cannot be read are in `skipped`. */
export function parsePatch(mail: Mail): Patch {
  const lines = mail.body.split('\n', MAX_LINES + 1);
  const baseCommit = /^base-commit: ([0-9a-f]{12,64})\b/m.exec(mail.body)?.[1];
  if (lines.length > MAX_LINES)
    return {
      files: [],
      baseCommit,
      skipped: [{ file: '', reason: `mail of more than ${MAX_LINES} lines is not read` }],
    };
  const files: FilePatch[] = [];
  const skipped: Skipped[] = [];
  const skip = (file: string, reason: string): void => {
    if (skipped.length === MAX_SKIPPED) skipped.push({ file: '', reason: 'more of the same is not listed' });
    else if (skipped.length < MAX_SKIPPED) skipped.push({ file: printable(file), reason });
  };
  let at = 0;
  while (at < lines.length) {
    if (!startsFile(lines, at)) {
      at++;
      continue;
    }
    const start = at;
    at = endOfHeader(lines, start);
    // quilt writes `Index:`, a rule and the pair of names; svn a `diff` line as well.
    if (lines[start]!.startsWith('Index: ') && lines[at]?.startsWith('diff ') === true) at = endOfHeader(lines, at);
    const header = readHeader(lines.slice(start, at));
    const hunks: RawHunk[] = [];
    for (; at < lines.length && (hunks.length === 0 || !startsFile(lines, at)); at++) {
      const hunk = readHunk(lines, at);
      if (!hunk) {
        if (hunks.length === 0 && startsFile(lines, at)) break;
        continue;
      }
      hunks.push(hunk);
      at = hunk.end - 1;
    }
    const file = fileOf(header, hunks, start, skip);
    if (file) files.push(file);
  }
  return { files, baseCommit, skipped };
}

function fileOf(
  header: Header,
  raw: readonly RawHunk[],
  start: number,
  skip: (file: string, reason: string) => void,
): FilePatch | undefined {
  const isNew = header.isNew || (raw[0]?.oldStart === 0 && raw[0].lines.every((line) => line.text.startsWith('+')));
  const isDeleted = header.isDeleted;
  const from = treePath(isNew ? undefined : header.oldPath);
  const to = treePath(isDeleted ? undefined : header.newPath);
  const name = header.newPath === '/dev/null' ? header.oldPath : (header.newPath ?? header.oldPath);
  const error =
    (from.error ?? to.error ?? (from.path ?? to.path) === undefined)
      ? (from.error ?? to.error ?? 'no file name')
      : undefined;
  if (error !== undefined) {
    skip(name ?? '', `refused: ${error}`);
    return undefined;
  }
  if (header.isCombined) {
    skip(name ?? '', 'combined diff of a merge is not read');
    return undefined;
  }
  const hasNothing = raw.length === 0 && from.path === to.path && !isNew && !isDeleted && !header.isBinary;
  if (hasNothing) {
    if (!header.changesMode) skip(name ?? '', 'no hunk could be read');
    return undefined;
  }
  for (const hunk of raw) {
    if (hunk.damage !== undefined) skip(name ?? '', `hunk at line ${hunk.newStart} ${hunk.damage}`);
    if (hunk.lines.some((line) => line.text.length > MAX_LINE))
      skip(name ?? '', `hunk at line ${hunk.newStart} has a line of more than ${MAX_LINE} characters: cut there`);
  }
  return {
    oldPath: from.path,
    newPath: to.path,
    isNew,
    isDeleted,
    isBinary: header.isBinary,
    oldBlob: header.oldBlob,
    newBlob: header.newBlob,
    mailLine: start + 1,
    hunks: hunksOf(raw.filter((hunk) => hunk.lines.length > 0)),
  };
}

/** The one place where parse-diff is used: it gets hunks whose counts are right, and numbers their lines. */
function hunksOf(raw: readonly RawHunk[]): readonly Hunk[] {
  if (raw.length === 0) return [];
  const text = ['--- a', '+++ b'];
  for (const hunk of raw) {
    let [added, removed] = [0, 0];
    for (const { text: line } of hunk.lines) {
      if (line.startsWith('+')) added++;
      else if (line.startsWith('-')) removed++;
    }
    const all = hunk.lines.length;
    text.push(`@@ -${hunk.oldStart},${all - added} +${hunk.newStart},${all - removed} @@`);
    for (const line of hunk.lines) text.push(line.text.length > MAX_LINE ? line.text.slice(0, MAX_LINE) : line.text);
  }
  const chunks = parseDiff(text.join('\n'))[0]?.chunks ?? [];
  return raw.map((hunk, i) => ({
    oldStart: hunk.oldStart,
    newStart: hunk.newStart,
    heading: hunk.heading,
    mailLine: hunk.at + 1,
    lines: (chunks[i]?.changes ?? []).map((change, k) => lineOf(change, hunk.lines[k]!)),
  }));
}

function lineOf(change: parseDiff.Change, { at }: RawLine): Line {
  const text = change.content.slice(1);
  const mailLine = at + 1;
  switch (change.type) {
    case 'add':
      return { kind: 'added', text, oldLine: undefined, newLine: change.ln, mailLine };
    case 'del':
      return { kind: 'removed', text, oldLine: change.ln, newLine: undefined, mailLine };
    case 'normal':
      return { kind: 'context', text, oldLine: change.ln1, newLine: change.ln2, mailLine };
  }
}

function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?').slice(0, 200);
}

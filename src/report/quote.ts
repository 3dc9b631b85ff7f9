import type { FilePatch, Finding, Hunk, Mail, Patch } from '../types.js';
import { commentOn } from './comment.js';
import { remarksOf } from './remark.js';
import { wrap } from './wrap.js';

/** Columns of a comment. */
const WIDTH = 72;
/** Lines shown above a comment, at most. */
const ABOVE = 5;
/** Lines that a statement may go on for below the line that a comment is about. */
const FOLLOW = 4;

/**
 * The quoted patch with the comments under their lines, in patch order: file header, hunk header, the lines above, the rest snipped. Quoted lines
 * are the lines of the mail, unchanged.
 */
export function interleave(mail: Mail, patch: Patch, findings: readonly Finding[]): string {
  const body = mail.body.split('\n');
  const out: string[] = [];
  let shown = 0;
  const show = (from: number, to: number): void => {
    const start = Math.max(from, shown + 1);
    if (start > to) return;
    if (start > shown + 1) out.push('> [...]');
    for (let line = start; line <= to; line++) out.push(quoted(body[line - 1] ?? ''));
    shown = to;
  };
  let lastFile: FilePatch | undefined;
  const said = new Set<string>();
  for (const remark of remarksOf(findings)) {
    const { mailLine } = remark;
    const file = fileAt(patch, mailLine);
    const hunk = file?.hunks.filter((one) => one.mailLine <= mailLine).at(-1);
    if (file && file !== lastFile) show(file.mailLine, headerEnd(body, file));
    if (hunk) show(hunk.mailLine, hunk.mailLine);
    lastFile = file;
    show(Math.max((hunk?.mailLine ?? 0) + 1, mailLine - ABOVE), statementEnd(hunk, mailLine));
    const fresh = commentOn(remark).filter((paragraph) => !said.has(paragraph));
    if (fresh.length === 0) continue;
    out.push('');
    for (const paragraph of fresh) {
      said.add(paragraph);
      out.push(...wrap(paragraph, WIDTH), '');
    }
  }
  return out.join('\n').trimEnd();
}

/** Mail line of the end of the statement that starts at a line: a comment does not tear a call apart. */
function statementEnd(hunk: Hunk | undefined, mailLine: number): number {
  const lines = hunk?.lines ?? [];
  let depth = 0;
  for (let i = lines.findIndex((line) => line.mailLine === mailLine); i >= 0 && i < lines.length; i++) {
    const { text, mailLine: at } = lines[i]!;
    if (at > mailLine + FOLLOW) break;
    for (const char of text) depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    if (depth <= 0) return at;
  }
  return mailLine;
}

function fileAt(patch: Patch, mailLine: number): FilePatch | undefined {
  return patch.files.filter((file) => file.mailLine <= mailLine).at(-1);
}

/** Last line (from 1) of the header that names the file: its `+++` line. */
function headerEnd(body: readonly string[], file: FilePatch): number {
  const last = file.hunks[0]?.mailLine ?? file.mailLine + 1;
  for (let line = last - 1; line >= file.mailLine; line--) if (body[line - 1]?.startsWith('+++ ')) return line;
  return file.mailLine;
}

/** Nothing is changed in what is quoted. */
function quoted(line: string): string {
  return line === '' ? '>' : `> ${line}`;
}

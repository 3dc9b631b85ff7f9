import type { FilePatch, Finding, Hunk } from '../../types.js';
import { commentOn } from '../comment.js';
import type { Remark } from '../remark.js';
import { escape } from './escape.js';
import { lifecyclePicture } from './lifecycle.js';

/** A file of a patch with the comments below their lines; hunks without any are folded away. */
export function htmlFile(file: FilePatch, remarks: readonly Remark[]): string {
  const path = file.newPath ?? file.oldPath ?? '';
  const hunks = file.hunks.map((hunk) => {
    const inside = remarks.filter((one) => contains(hunk, one.mailLine));
    const isNear = remarks.some((one) =>
      one.findings.some((finding) => finding.related.some((place) => contains(hunk, place.mailLine ?? 0))),
    );
    const html = htmlHunk(hunk, remarks);
    return inside.length > 0 || isNear
      ? html
      : `<details><summary>${escape(headOf(hunk))}</summary>\n${html}\n</details>`;
  });
  return `<h3>${escape(path)}</h3>\n${hunks.join('\n')}`;
}

export function contains(hunk: Hunk, mailLine: number): boolean {
  const last = hunk.lines.at(-1);
  return last !== undefined && hunk.mailLine <= mailLine && mailLine <= last.mailLine;
}

function headOf(hunk: Hunk): string {
  return `@@ -${hunk.oldStart} +${hunk.newStart} @@${hunk.heading === '' ? '' : ` ${hunk.heading.trim()}`}`;
}

const SIGN = { added: '+', removed: '-', context: ' ' } as const;
const CLASS = { added: 'a', removed: 'd', context: '' } as const;

function htmlHunk(hunk: Hunk, remarks: readonly Remark[]): string {
  const places = new Set(
    remarks.flatMap((one) =>
      one.findings.flatMap((finding) => [finding.mailLine, ...finding.related.map((place) => place.mailLine)]),
    ),
  );
  const blocks: string[] = [];
  let lines: string[] = [`<span class="h">${escape(headOf(hunk))}</span>`];
  const flush = (): void => {
    if (lines.length > 0) blocks.push(`<div class="code"><pre>${lines.join('')}</pre></div>`);
    lines = [];
  };
  for (const { kind, text, mailLine } of hunk.lines) {
    const names = [CLASS[kind], places.has(mailLine) ? 'm' : ''].filter((one) => one !== '').join(' ');
    lines.push(`<span${names === '' ? '' : ` class="${names}"`}>${SIGN[kind]}${escape(text)}</span>`);
    const here = remarks.filter((one) => one.mailLine === mailLine);
    if (here.length === 0) continue;
    flush();
    blocks.push(...here.map(htmlRemark));
  }
  flush();
  return blocks.join('\n');
}

/** A comment as the reply mail has it, and the lifecycle below it where it is about one. */
export function htmlRemark(remark: Remark): string {
  const ids = [...new Set(remark.findings.map(idOf))].map((id) => escape(id)).join(', ');
  const paragraphs = commentOn(remark).map((text) => `<p>${escape(text)}</p>`);
  const lifecycles = remark.findings.flatMap((one) => (one.lifecycle ? [lifecyclePicture(one.lifecycle)] : []));
  return `<div class="comment" role="note">\n${paragraphs.join('\n')}\n${lifecycles.join('\n')}<p class="id">${ids}</p>\n</div>`;
}

function idOf(one: Finding): string {
  return `${one.rule}/${one.check}, ${one.confidence} confidence`;
}

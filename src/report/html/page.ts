import type { PatchReport } from '../../types.js';
import type { Reviewed } from '../../run.js';
import { remarksOf } from '../remark.js';
import { remedyDiff } from '../remedy-diff.js';
import { contains, htmlFile, htmlRemark } from './diff.js';
import { escape } from './escape.js';
import { CSS } from './style.js';

/** One mail of the page; empty for a mail that is no patch. */
export function htmlPatch(one: Reviewed): string {
  const { mail, patch, report } = one;
  if (!patch) return '';
  const remarks = remarksOf(report.findings);
  const inPatch = patch.files.flatMap((file) => file.hunks);
  const elsewhere = remarks.filter((remark) => !inPatch.some((hunk) => contains(hunk, remark.mailLine)));
  const from = mail.from ? `${mail.from.name} <${mail.from.address}>`.trim() : '';
  const { text } = remedyDiff(report.findings);
  return [
    `<section id="${anchorOf(report)}">`,
    `<h2>${escape(titleOf(report))}</h2>`,
    `<p class="faint">${escape([from, mail.date].filter((part) => part !== '').join(', '))}</p>`,
    `<p>${countOf(report)}</p>`,
    ...(report.notes ?? []).map((note) => `<p>Note: ${escape(note)}</p>`),
    ...elsewhere.map(htmlRemark),
    ...patch.files.map((file) => htmlFile(file, remarks)),
    text === ''
      ? ''
      : `<h3>On top of this patch, not compiled</h3>\n<div class="code"><pre>${text.trimEnd().split('\n').map(remedyLine).join('')}</pre></div>`,
    report.skipped.length === 0
      ? ''
      : `<details><summary>Not analysed: ${report.skipped.length}</summary><ul>${report.skipped.map((one) => `<li>${escape(`${one.file} ${one.reason}`.trim())}</li>`).join('')}</ul></details>`,
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n')
    .concat('\n');
}

function remedyLine(line: string): string {
  const name = /^(\+\+\+|---|diff|@@)/.test(line) ? 'h' : line.startsWith('+') ? 'a' : line.startsWith('-') ? 'd' : '';
  return `<span${name === '' ? '' : ` class="${name}"`}>${escape(line)}</span>`;
}

/** What stands before the first patch. The page is self-contained and has no scripts. */
export const HTML_BEGIN = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Patches reviewed by checkleak</title>
<style>${CSS}</style>
</head>
<body>
<main>
`;

/** What stands behind the last patch: the list of patches with findings (shown on top) and the signature. */
export function htmlEnd(
  totals: { readonly mails: number; readonly patches: number; readonly findings: number },
  reports: readonly PatchReport[],
  version: string,
): string {
  const others = totals.mails - totals.patches;
  const items = reports.map(
    (one) => `<li><a href="#${anchorOf(one)}">${escape(titleOf(one))}</a>: ${countOf(one)}</li>`,
  );
  return `<nav aria-label="Patches with findings">
<h1>${plural(totals.patches, 'patch', 'patches')} reviewed, ${plural(totals.findings, 'finding', 'findings')}</h1>
${others > 0 ? `<p class="faint">${plural(others, 'other mail', 'other mails')} in the input.</p>\n` : ''}${items.length > 0 ? `<ol>\n${items.join('\n')}\n</ol>` : ''}
</nav>
</main>
<footer>checkleak ${escape(version)}: a program wrote this from the patches alone; it may be wrong.</footer>
</body>
</html>
`;
}

function anchorOf(report: PatchReport): string {
  return `p-${(report.messageId || report.subject || report.source).replace(/\W+/g, '-')}`;
}

function titleOf(report: PatchReport): string {
  return report.subject === '' ? report.source : report.subject;
}

function countOf(report: PatchReport): string {
  const n = report.findings.length;
  return n === 0
    ? '<span class="none">nothing found</span>'
    : `<span class="count">${plural(n, 'finding', 'findings')}</span>`;
}

function plural(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

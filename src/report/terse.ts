import type { PatchReport } from '../types.js';
import { message } from './message.js';
import { plain } from './plain.js';

/** One line a finding: `file:line: severity: message [rule/check]`. */
export function terseReport(patch: PatchReport): string {
  return patch.findings
    .map((one) =>
      plain(`${one.file}:${one.line}: ${severity(one.confidence)}: ${message(one)} [${one.rule}/${one.check}]`),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** What compilers call it: a high finding is a warning, anything less a note. */
export function severity(confidence: 'high' | 'medium' | 'low'): 'warning' | 'note' {
  return confidence === 'high' ? 'warning' : 'note';
}

/** What trailers of a mail did, a line each, for stderr. */
export function notesReport(patch: PatchReport): string {
  const where = patch.subject === '' ? patch.source : patch.subject;
  return (patch.notes ?? []).map((note) => `${plain(`checkleak: ${where}: ${note}`)}\n`).join('');
}

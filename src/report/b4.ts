import type { PatchReport } from '../types.js';
import { message } from './message.js';
import { plain } from './plain.js';

/** One line a finding for b4's per-patch checks; a line with `ERROR:` fails the check, any other is a warning. */
export function b4Report(patch: PatchReport): string {
  return patch.findings
    .map((one) => {
      const mark = one.confidence === 'high' ? 'ERROR' : 'WARNING';
      return `${plain(`-:${one.file}:${one.line}: ${mark}: ${message(one)} [${one.rule}/${one.check}]`)}\n`;
    })
    .join('');
}

/** The array that b4's review check reads. */
export function b4JsonReport(patches: readonly PatchReport[]): string {
  const findings = patches.flatMap((patch) => patch.findings);
  const entries = findings.map((one) => ({
    tool: 'checkleak',
    status: one.confidence === 'high' ? 'fail' : 'warn',
    summary: `${one.file}:${one.line}: ${message(one)}`,
    url: '',
    details: `[${one.rule}/${one.check}] ${one.text.trim()}`,
  }));
  const all =
    entries.length > 0
      ? entries
      : [{ tool: 'checkleak', status: 'pass', summary: 'nothing found', url: '', details: '' }];
  return `${JSON.stringify(all, undefined, 1)}\n`;
}

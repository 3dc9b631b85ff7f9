import type { PatchReport } from '../types.js';
import { message } from './message.js';

/** reviewdog's diagnostic format. */
export function rdjsonReport(patches: readonly PatchReport[]): string {
  const diagnostics = patches
    .flatMap((patch) => patch.findings)
    .map((one) => ({
      message: message(one),
      location: { path: one.file, range: { start: { line: one.line } } },
      severity: one.confidence === 'high' ? 'WARNING' : 'INFO',
      code: { value: `${one.rule}/${one.check}` },
    }));
  return `${JSON.stringify({ source: { name: 'checkleak' }, diagnostics }, undefined, 1)}\n`;
}

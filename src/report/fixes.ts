import type { Edit, Finding } from '../types.js';

/** The edits of a finding's remedy, each once. */
export function fixesOf(finding: Finding): readonly Edit[] {
  const edits = finding.remedy?.edits ?? [];
  return edits.filter((edit, i) => edits.findIndex((one) => one.file === edit.file && one.line === edit.line) === i);
}

import type { Finding } from '../types.js';
import { placesOf } from './phrase.js';

/** Findings that one comment speaks of, and the mail line (from 1) that it stands under. */
export interface Remark {
  readonly mailLine: number;
  readonly findings: readonly Finding[];
}

/**
 * Findings about the same thing become one remark: those that the same ways out of a function lose, and those that one teardown lacks. It stands
 * under the last line that it speaks of. Remarks come in the order of the patch.
 */
export function remarksOf(findings: readonly Finding[]): readonly Remark[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()]
    .map((group) => ({
      mailLine: Math.max(...group.map((one) => one.mailLine)),
      findings: group.sort((a, b) => a.mailLine - b.mailLine),
    }))
    .sort((a, b) => a.mailLine - b.mailLine);
}

function keyOf(finding: Finding): string {
  const at = (role: 'exit' | 'teardown'): string =>
    placesOf(finding, role)
      .map((place) => `${place.file}:${place.function}:${place.line}`)
      .join(',');
  const own = [finding.check, finding.confidence, finding.file, finding.function];
  switch (finding.check) {
    case 'leak-on-error-path':
    case 'leak-on-success-path':
      return [...own, at('exit')].join('|');
    case 'leak-at-teardown':
      return placesOf(finding, 'ladder').length > 0 ? alone(finding) : [...own, at('teardown')].join('|');
    case 'leak-in-loop':
    case 'lost-release':
    case 'mixed-management':
    case 'wrong-release':
      return alone(finding);
  }
}

function alone(finding: Finding): string {
  return [finding.check, finding.file, finding.line, finding.mailLine, finding.resource, finding.acquire].join('|');
}

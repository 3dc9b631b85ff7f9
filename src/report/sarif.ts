import type { Finding, PatchReport } from '../types.js';
import { message } from './message.js';

const LEVEL = { high: 'warning', medium: 'note', low: 'note' } as const;

/** SARIF 2.1.0: one run, one result a finding, the way as related locations. */
export function sarifReport(patches: readonly PatchReport[], version: string): string {
  const findings = patches.flatMap((patch) => patch.findings);
  const ids = [...new Set(findings.map((one) => one.check))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'checkleak', version, rules: ids.map((id) => ({ id })) } },
        results: findings.map(resultOf),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 1)}\n`;
}

function resultOf(one: Finding): unknown {
  return {
    ruleId: one.check,
    level: LEVEL[one.confidence],
    message: { text: message(one) },
    locations: [location(one.file, one.line)],
    relatedLocations: one.related.map((place, id) => ({
      id,
      message: { text: `${place.role}: ${place.text.trim()}` },
      ...location(place.file, place.line),
    })),
    properties: { rule: one.rule, confidence: one.confidence, function: one.function },
  };
}

function location(file: string, line: number): { readonly physicalLocation: unknown } {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file) },
      ...(line > 0 ? { region: { startLine: line } } : {}),
    },
  };
}

import type { Finding, PatchReport, Report } from '../types.js';
import { message } from './message.js';

/** The JSON report in parts, to be written as mails come: begin, what `each` gives with `between` between, end. Its shape is stable. */
export interface JsonParts {
  readonly begin: string;
  readonly between: string;
  readonly each: (patch: PatchReport) => string;
  readonly end: (isEmpty: boolean) => string;
}

export function jsonParts(tool: Report['tool']): JsonParts {
  const head = JSON.stringify({ tool }, undefined, 1).slice(0, -2);
  return {
    begin: `${head},\n "patches": [`,
    between: ',',
    each: (patch) => `\n${JSON.stringify(patchJson(patch), undefined, 1).replace(/^/gm, '  ')}`,
    end: (isEmpty) => (isEmpty ? ']\n}\n' : '\n ]\n}\n'),
  };
}

function patchJson(patch: PatchReport): unknown {
  return { ...patch, findings: patch.findings.map(findingJson) };
}

function findingJson(finding: Finding): unknown {
  return { ...finding, message: message(finding) };
}

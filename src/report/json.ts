import type { Finding, PatchReport, Report } from '../types.js';
import { message } from './message.js';

/** The JSON report; its shape is stable. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify({ tool: report.tool, patches: report.patches.map(patchJson) }, undefined, 1)}\n`;
}

function patchJson(patch: PatchReport): unknown {
  return { ...patch, findings: patch.findings.map(findingJson) };
}

function findingJson(finding: Finding): unknown {
  return { ...finding, message: message(finding) };
}

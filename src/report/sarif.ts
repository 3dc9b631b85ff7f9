import type { Edit, Finding, PatchReport, Place } from '../types.js';
import { CHECK_TEXTS } from './checks/all.js';
import { message } from './message.js';
import { fixesOf } from './fixes.js';

const LEVEL = { high: 'warning', medium: 'note', low: 'note' } as const;

/** SARIF 2.1.0: one run, one result a finding, the way as related locations, the remedy as a fix. */
export function sarifReport(patches: readonly PatchReport[], version: string): string {
  const ids = [...new Set(patches.flatMap((patch) => patch.findings.map((one) => one.check)))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'checkleak', semanticVersion: version, rules: ids.map(ruleOf) } },
        originalUriBaseIds: { SRCROOT: { description: { text: 'The top of the kernel tree.' } } },
        columnKind: 'utf16CodeUnits',
        results: patches.flatMap((patch) => patch.findings.map((one) => resultOf(one, patch, ids.indexOf(one.check)))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 1)}\n`;
}

function ruleOf(id: string): unknown {
  const texts: Readonly<Record<string, { readonly why: string } | undefined>> = CHECK_TEXTS;
  const why = texts[id]?.why;
  return { id, ...(why === undefined ? {} : { shortDescription: { text: why } }) };
}

function resultOf(one: Finding, patch: PatchReport, ruleIndex: number): unknown {
  const fixes = fixesOf(one);
  return {
    ruleId: one.check,
    ruleIndex,
    level: LEVEL[one.confidence],
    message: { text: message(one) },
    locations: [location(one.file, one.line, one.text)],
    relatedLocations: one.related.map(related),
    ...(fixes.length > 0 ? { fixes: [fixOf(fixes)] } : {}),
    properties: {
      rule: one.rule,
      confidence: one.confidence,
      function: one.function,
      messageId: patch.messageId,
      subject: patch.subject,
    },
  };
}

function related(place: Place, id: number): unknown {
  return {
    id,
    message: { text: `${place.role}: ${place.function}()` },
    ...location(place.file, place.line, place.text),
  };
}

function fixOf(edits: readonly Edit[]): unknown {
  const files = [...new Set(edits.map((edit) => edit.file))];
  return {
    description: { text: 'Not compiled.' },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits.filter((edit) => edit.file === file).map(replacementOf),
    })),
  };
}

/** Whole lines are replaced: a region from the first column of one to the first column of the line behind the last. */
function replacementOf({ line, removed, added }: Edit): unknown {
  return {
    deletedRegion: { startLine: line, startColumn: 1, endLine: line + removed.length, endColumn: 1 },
    insertedContent: { text: added.map((text) => `${text}\n`).join('') },
  };
}

function location(file: string, line: number, text: string): { readonly physicalLocation: unknown } {
  const region = { startLine: line, snippet: { text: text.trim() } };
  return { physicalLocation: { artifactLocation: artifact(file), ...(line > 0 ? { region } : {}) } };
}

function artifact(file: string): unknown {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}

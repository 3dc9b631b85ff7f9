import type { Edit, Finding, PatchReport } from '../types.js';
import { fixesOf } from './fixes.js';
import { message } from './message.js';

/** reviewdog's diagnostic format: the way as related locations, the remedy as suggestions that replace whole lines. */
export function rdjsonReport(patches: readonly PatchReport[]): string {
  const diagnostics = patches.flatMap((patch) => patch.findings).map(diagnosticOf);
  return `${JSON.stringify({ source: { name: 'checkleak' }, diagnostics }, undefined, 1)}\n`;
}

function diagnosticOf(one: Finding): unknown {
  const suggestions = fixesOf(one)
    .filter((edit) => edit.file === one.file)
    .map(suggestionOf);
  return {
    message: message(one),
    location: locationOf(one.file, one.line),
    severity: one.confidence === 'high' ? 'WARNING' : 'INFO',
    code: { value: `${one.rule}/${one.check}` },
    related_locations: one.related
      .filter((place) => place.line > 0)
      .map((place) => ({
        message: `${place.role}: ${place.text.trim()}`,
        location: locationOf(place.file, place.line),
      })),
    ...(suggestions.length > 0 ? { suggestions } : {}),
  };
}

function locationOf(path: string, line: number): unknown {
  return { path, range: { start: { line } } };
}

/** Columns count from 1; the end is exclusive, so the range of whole lines ends before the line behind them. */
function suggestionOf({ line, removed, added }: Edit): unknown {
  const range = { start: { line, column: 1 }, end: { line: line + removed.length, column: 1 } };
  return { range, text: added.map((text) => `${text}\n`).join('') };
}

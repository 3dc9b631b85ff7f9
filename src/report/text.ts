import type { Finding, Place } from '../types.js';
import type { Reviewed } from '../run.js';
import { message } from './message.js';
import { plain } from './plain.js';
import type { Style } from './style.js';

const NAMED: ReadonlySet<string> = new Set(['ladder', 'release', 'entry']);

/** What a terminal shows of one mail: its findings with the way, and what was skipped if asked. */
export function textReport(one: Reviewed, style: Style, verbose: boolean): string {
  const { report } = one;
  const lines: string[] = [];
  if (report.findings.length > 0) lines.push(style.colors.bold(plain(report.subject || report.source)), '');
  for (const finding of report.findings) lines.push(...findingLines(finding, style), '');
  if (verbose || report.findings.length > 0) {
    for (const skipped of report.skipped)
      lines.push(style.colors.dim(plain(`skipped ${skipped.file || report.source}: ${skipped.reason}`)));
  }
  return lines.length > 0 ? `${lines.join('\n').trimEnd()}\n\n` : '';
}

function findingLines(one: Finding, style: Style): readonly string[] {
  const { colors } = style;
  const paint = one.confidence === 'high' ? colors.red : colors.yellow;
  const cut = (text: string): string => (text.length > style.width ? `${text.slice(0, style.width - 1)}…` : text);
  const head = `${colors.bold(plain(`${one.file}:${one.line}`))} ${plain(`${one.function}()`)}: ${paint(one.confidence)}: ${plain(message(one))} ${colors.dim(`[${one.rule}/${one.check}]`)}`;
  const places = one.related.map((place) => cut(`  ${place.role.padEnd(8)} ${placeLine(place)}`));
  return [head, ...(places.length > 0 ? places : [cut(`  ${plain(one.text.trim())}`)])];
}

function placeLine(place: Place): string {
  const where = `${place.file}:${place.line}`;
  return plain(
    NAMED.has(place.role) ? `${where}: ${place.function}(): ${place.text.trim()}` : `${where}: ${place.text.trim()}`,
  );
}

/** The last line: how many patches, how many findings. */
export function textSummary(totals: { readonly patches: number; readonly findings: number }, style: Style): string {
  const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  const text = `${count(totals.patches, 'patch', 'patches')}, ${count(totals.findings, 'finding', 'findings')}`;
  return `${totals.findings > 0 ? style.colors.bold(text) : text}\n`;
}

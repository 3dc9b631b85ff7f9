import type { Finding, Patch, Role } from '../types.js';
import type { Reviewed } from '../run.js';
import { excerptsOf, type ExcerptLine } from './excerpt.js';
import { message } from './message.js';
import { plain } from './plain.js';
import { placesOf } from './phrase.js';
import type { Style } from './style.js';
import type { Totals } from './totals.js';
import { wrap } from './wrap.js';

const TAB = 8;

/** What a terminal shows of one mail: its findings with the code on the way, what trailers did, and what was skipped if asked. */
export function textReport(one: Reviewed, style: Style, verbose: boolean): string {
  const { report, patch } = one;
  const { colors } = style;
  const lines: string[] = [];
  const notes = report.notes ?? [];
  const isTold = report.findings.length > 0 || notes.length > 0 || (verbose && report.skipped.length > 0);
  if (isTold) lines.push(colors.bold(plain(report.subject || report.source)), '');
  for (const finding of report.findings) lines.push(...findingLines(finding, patch!, style), '');
  for (const note of notes) lines.push(colors.yellow(plain(`note: ${note}`)));
  if (verbose || report.findings.length > 0) {
    for (const skipped of report.skipped)
      lines.push(colors.dim(plain(`skipped ${skipped.file || report.source}: ${skipped.reason}`)));
  }
  return lines.length > 0 ? `${lines.join('\n').trimEnd()}\n\n` : '';
}

function findingLines(one: Finding, patch: Patch, style: Style): readonly string[] {
  const { colors, width } = style;
  const paint = one.confidence === 'high' ? colors.red : colors.yellow;
  const head = `${colors.bold(plain(`${one.file}:${one.line}`))} ${plain(`${one.function}()`)} ${paint(one.confidence)} ${colors.dim(`[${one.rule}/${one.check}]`)}`;
  const said = wrap(plain(message(one)), width - 2).map((line) => `  ${line}`);
  const code = excerptsOf(one, patch).flatMap(({ file, lines }) => [
    '',
    ...(file === one.file ? [] : [colors.dim(plain(`  ${file}`))]),
    ...lines.map((line) => codeLine(line, style)),
  ]);
  const steps = placesOf(one, 'ladder').map((place) => `${place.function}()`);
  const ladder =
    steps.length === 0
      ? []
      : [
          '',
          ...wrap(plain(`other steps of that error path: ${steps.join(', ')}`), width - 2).map((line) => `  ${line}`),
        ];
  return [head, ...said, ...code, ...ladder];
}

const PAINT: Readonly<Partial<Record<Role, 'cyan' | 'magenta' | 'red'>>> = {
  acquire: 'cyan',
  branch: 'magenta',
  exit: 'red',
  removed: 'red',
  release: 'magenta',
  teardown: 'red',
};

/** `  acquire   15 + code`: the role, the line number, the sign of the diff, the code with its tabs laid out and cut at the width. */
function codeLine(line: ExcerptLine | undefined, { colors, width }: Style): string {
  if (!line) return colors.dim('               ...');
  const [role] = line.roles;
  const gutter = `  ${(role ?? '').padEnd(8)} ${String(line.line).padStart(5)} ${line.sign} `;
  const code = expandTabs(plain(line.text));
  const room = width - gutter.length;
  const shown = (code.length > room ? `${code.slice(0, Math.max(0, room - 3))}...` : code).trimEnd();
  if (!role) return `${colors.dim(gutter)}${colors.dim(shown)}`.trimEnd();
  const paint = colors[PAINT[role] ?? 'cyan'];
  return `${paint(gutter)}${shown}`;
}

function expandTabs(text: string): string {
  let out = '';
  for (const char of text) out += char === '\t' ? ' '.repeat(TAB - (out.length % TAB)) : char;
  return out;
}

/** The last line: how many patches, how many findings, and what else was in the input. */
export function textSummary({ patches, findings, sure, others }: Omit<Totals, 'mails'>, style: Style): string {
  const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  const how = findings > 0 ? ` (${sure} of high confidence)` : '';
  const kinds = Object.entries(others).map(([kind, n]) => `${n} ${kind}`);
  const rest = kinds.length === 0 ? '' : `; not reviewed: ${kinds.join(', ')}`;
  const text = `${count(patches, 'patch', 'patches')}, ${count(findings, 'finding', 'findings')}${how}${rest}`;
  return `${findings > 0 ? style.colors.bold(text) : text}\n`;
}

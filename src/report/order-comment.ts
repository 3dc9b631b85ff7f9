import type { Finding, Place } from '../types.js';
import { placeOf } from './phrase.js';

/** The finding is about the order of steps: something is released that a later step still uses. */
export function isOrder(finding: Finding): boolean {
  return finding.evidence.includes('order');
}

/** A statement longer than this is quoted without what it ends in. */
const LONG = 60;

function quoted(text: string): string {
  const code = text.trim().replace(/\s*\{$/, '');
  const end = code.endsWith(';') || code.endsWith(')');
  return `"${end && code.length <= LONG ? code : code.replace(/\(.*$/, '(...)')}"`;
}

/** What an interrupt that may still come does with what is taken away, and when it stops coming. */
function laterUse(one: Finding, start: Place): string {
  const until =
    one.check === 'mixed-management'
      ? 'the interrupt is managed and goes only when the teardown is done'
      : 'the interrupt may come until it is freed further down';
  return `${quoted(start.text)} in ${start.function}() may still run after that, as ${until}`;
}

/** One sentence about what is used too late. */
export function orderMessage(one: Finding): string {
  const start = placeOf(one, 'start');
  if (start) return `'${one.resource}' may be used after ${one.release[0] ?? 'a release'}(): ${laterUse(one, start)}`;
  const use = placeOf(one, 'use');
  const where = use && use.line > 0 ? ` at line ${use.line}` : '';
  return `'${one.resource}' is used${where} after ${one.release[0] ?? 'a release'}() has released it: a use after free`;
}

/** The comment on a release that comes too early: paragraphs, not wrapped. */
export function orderComment(one: Finding): readonly string[] {
  const release = placeOf(one, 'release');
  const use = placeOf(one, 'use');
  const freed = release ? quoted(release.text) : `${one.release[0] ?? 'a release'}()`;
  const step = use ? quoted(use.text) : 'a later step';
  const start = placeOf(one, 'start');
  if (start) {
    const first =
      one.check === 'mixed-management' ? 'be managed too, or the interrupt be freed first' : 'come behind that';
    return [`${laterUse(one, start)}: a use after free. Should ${freed} ${first}?`];
  }
  const isHeading = /^(for|while)\b|^\w*_for_each|^for_each/.test(use?.text.trim() ?? '');
  if (isHeading)
    return [
      `${freed} releases ${one.resource}, and ${step} reads it afterwards to come to the next one: a use after free. Should the next one be kept aside first?`,
    ];
  if (use?.mailLine === one.mailLine && use.file === one.file && release?.mailLine !== one.mailLine)
    return [
      `${one.resource} is gone here: ${freed} has released it before, so this is a use after free. Should that come last?`,
    ];
  return [
    `${freed} releases ${one.resource} here, and ${step} further down still uses it: a use after free. Should the release come behind that?`,
  ];
}

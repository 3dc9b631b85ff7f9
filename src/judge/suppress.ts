import type { Finding, Skipped } from '../types.js';

/** A `Checkleak-Ignore: ID reason` line of a mail; ID is a rule, a check, or `rule/check`. */
interface Ignore {
  readonly id: string;
  readonly reason: string;
}

export interface Heeded {
  readonly findings: readonly Finding[];
  /** What the trailers did, or failed to do: in words. */
  readonly notes: readonly string[];
}

/** More findings of one trailer are counted, not named. */
const NAMED = 3;

/**
 * Takes out the findings that the author of a mail answers for in a trailer. A trailer without a reason is not heeded, and one that no finding
 * needs is reported. `message` is the text of the mail before the diff.
 */
export function heedTrailers(message: string, findings: readonly Finding[]): Heeded {
  const notes: string[] = [];
  let kept = findings;
  for (const { id, reason } of trailersOf(message)) {
    if (reason === '') {
      notes.push(`Checkleak-Ignore: ${id} needs a reason behind it and is not heeded`);
      continue;
    }
    const hit = kept.filter((one) => isMeant(id, one));
    kept = kept.filter((one) => !hit.includes(one));
    if (hit.length === 0) notes.push(`Checkleak-Ignore: ${id} is not needed: there is no such finding`);
    for (const one of hit.slice(0, NAMED))
      notes.push(`${one.rule}/${one.check} in ${one.function}() is ignored by the author: ${reason}`);
    if (hit.length > NAMED) notes.push(`${hit.length - NAMED} more are ignored by the author: ${reason}`);
  }
  return { findings: kept, notes };
}

function trailersOf(message: string): readonly Ignore[] {
  return [...message.matchAll(/^Checkleak-Ignore:[ \t]*(\S+)[ \t]*(.*)$/gim)].map((match) => ({
    id: match[1]!,
    reason: match[2]!.trim(),
  }));
}

function isMeant(id: string, finding: Finding): boolean {
  return [finding.rule, finding.check, `${finding.rule}/${finding.check}`].includes(id);
}

/** Files that nobody wants to hear of, by globs as in `.gitignore`: `drivers/staging/`, `*_test.c`, and the like. */
export function pathFilter(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map(patternOf);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function patternOf(glob: string): RegExp {
  const body = glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
  const text = body
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*|\*|\?/g, (star) => (star === '**' ? '.*' : star === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${body.includes('/') ? '' : '(?:.*/)?'}${text}$`);
}

/** What is left out of a review by path: the findings that stay, and a note for each file that had any. */
export function withoutPaths(
  findings: readonly Finding[],
  isIgnored: (path: string) => boolean,
): { readonly findings: readonly Finding[]; readonly skipped: readonly Skipped[] } {
  const out = findings.filter((one) => isIgnored(one.file));
  const files = [...new Set(out.map((one) => one.file))];
  return {
    findings: findings.filter((one) => !isIgnored(one.file)),
    skipped: files.map((file) => ({ file, reason: 'ignored by path' })),
  };
}

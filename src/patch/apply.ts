import type { Hunk, SourceLine } from '../types.js';

export type Applied =
  | { readonly before: readonly SourceLine[]; readonly after: readonly SourceLine[] }
  /** New-side line number of the first hunk that does not fit. */
  | { readonly failed: number };

/** How far from its stated place a hunk is searched for, in lines. */
const REACH = 2000;

/** Applies hunks to the text of the file before the patch. Hunks must match exactly, but may be moved. */
export function applyHunks(text: string, hunks: readonly Hunk[]): Applied {
  const old = text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  const before: SourceLine[] = [];
  const after: SourceLine[] = [];
  let at = 0;
  const keep = (until: number): void => {
    for (; at < until; at++) {
      before.push({ text: old[at]!, kind: 'tree', line: at + 1, mailLine: undefined });
      after.push({ text: old[at]!, kind: 'tree', line: after.length + 1, mailLine: undefined });
    }
  };
  let shift = 0;
  for (const hunk of hunks) {
    const wanted = hunk.lines.filter((line) => line.kind !== 'added').map((line) => line.text);
    const place = findPlace(old, wanted, Math.max(at, hunk.oldStart - 1 + shift + (wanted.length === 0 ? 1 : 0)), at);
    if (place === undefined) return { failed: hunk.newStart };
    shift = place - (hunk.oldStart - 1);
    keep(place);
    for (const line of hunk.lines) {
      if (line.kind !== 'added') before.push({ text: line.text, kind: line.kind, line: ++at, mailLine: line.mailLine });
      if (line.kind !== 'removed')
        after.push({ text: line.text, kind: line.kind, line: after.length + 1, mailLine: line.mailLine });
    }
  }
  keep(old.length);
  return { before, after };
}

function findPlace(old: readonly string[], wanted: readonly string[], guess: number, from: number): number | undefined {
  const fits = (place: number): boolean =>
    place >= from && place + wanted.length <= old.length && wanted.every((text, i) => sameLine(text, old[place + i]!));
  for (let distance = 0; distance <= REACH; distance++) {
    if (fits(guess + distance)) return guess + distance;
    if (distance > 0 && fits(guess - distance)) return guess - distance;
  }
  return undefined;
}

function sameLine(a: string, b: string): boolean {
  return a === b || a.trimEnd() === b.trimEnd();
}

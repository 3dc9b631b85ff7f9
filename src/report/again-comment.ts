import type { Finding } from '../types.js';
import { placeOf, releasePhrase } from './phrase.js';

/** The finding is about what a function that runs time and again acquires anew each time. */
export function isAgain(finding: Finding): boolean {
  return finding.evidence.includes('again');
}

/** The function that runs time and again, and, where it is another one, the one that it calls. */
function runs(one: Finding): string {
  const root = placeOf(one, 'caller')?.function;
  return root === undefined || root === one.function
    ? `${one.function}()`
    : `${one.function}(), which ${root}() calls,`;
}

function isManaged({ release }: Finding): boolean {
  return release.length === 0;
}

/** One sentence about what each run leaves behind. */
export function againMessage(one: Finding): string {
  const why = isManaged(one)
    ? 'and nothing goes before the device does'
    : `and the next run overwrites '${one.resource}'`;
  return `${runs(one)} runs time and again: each run acquires another one with ${one.acquire}(), ${why}`;
}

/** The comment under the line that acquires: paragraphs, not wrapped. */
export function againComment(one: Finding): readonly string[] {
  if (isManaged(one))
    return [
      `${runs(one)} runs time and again, and what ${one.acquire}() gives goes only when the device does: each run adds another one. Should it be acquired once, in probe, or given back here?`,
    ];
  return [
    `${runs(one)} runs time and again, and each run overwrites ${one.resource} with another one from ${one.acquire}(): the one before is lost. Is ${releasePhrase(one)} missing before that?`,
  ];
}

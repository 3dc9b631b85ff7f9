import type { Place } from '../types.js';
import type { Candidate, Spot, Way } from '../checks/check.js';

/** A spot as a place that a report can show; undefined for supplied text. */
export function placeOf(spot: Spot): Place | undefined {
  const line = spot.seen.source.lines[spot.at];
  if (!line && spot.name === undefined) return undefined;
  return {
    role: spot.role,
    file: spot.seen.source.path,
    function: spot.name ?? spot.seen.fn.name,
    line: line?.line ?? 0,
    mailLine: line?.mailLine,
    text: (line?.text ?? '').trim(),
  };
}

export interface Anchor {
  readonly line: number;
  readonly mailLine: number;
  readonly text: string;
}

/**
 * The line of the mail that the comment sits under: the acquire if the patch adds it, else an added way out (or the decision that leads there),
 * else the removed release, else whatever of these the mail shows.
 */
export function anchorOf(
  candidate: Candidate,
  ways: readonly Way[],
  spots: readonly Spot[],
  removed: Place | undefined,
): Anchor | undefined {
  const order: readonly Spot[] = [
    { role: 'acquire', seen: candidate.origin.seen, at: candidate.origin.at },
    ...ways.flatMap((way): Spot[] => [
      { role: 'exit', seen: candidate.seen, at: way.exit },
      { role: 'branch', seen: candidate.seen, at: way.branch },
    ]),
    ...spots,
  ];
  const added = order.find((spot) => spot.seen.source.lines[spot.at]?.kind === 'added');
  if (added) return lineOf(added);
  if (removed?.mailLine !== undefined) return { line: removed.line, mailLine: removed.mailLine, text: removed.text };
  const shown = order.find((spot) => spot.seen.source.lines[spot.at]?.mailLine !== undefined);
  if (shown) return lineOf(shown);
  return undefined;
}

function lineOf(spot: Spot): Anchor | undefined {
  const line = spot.seen.source.lines[spot.at];
  if (line?.mailLine === undefined) return undefined;
  return { line: line.line, mailLine: line.mailLine, text: line.text.trim() };
}

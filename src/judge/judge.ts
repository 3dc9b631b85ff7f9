import type { CheckId, Finding, Line, Patch, Place } from '../types.js';
import { plain, tail } from '../flow/access-path.js';
import type { Candidate, Spot, Way } from '../checks/check.js';
import { isReturnWrittenAnew, unchangedLine } from './old-exit.js';
import { anchorOf, placeOf } from './place.js';
import { removedWithin } from './removed.js';

/** What the judge knows of a patch. */
export interface JudgeInput {
  readonly patch: Patch;
  readonly before: readonly Candidate[];
  readonly after: readonly Candidate[];
}

/**
 * Compares what the checks found before and after a patch. Introduced: found after, not before, and some line of the patch is the cause.
 * A finding is matched by file, function, resource and acquire; of a matched one only the ways out that are new are introduced.
 */
export function judge(input: JudgeInput): readonly Finding[] {
  const known = new Map<string, Candidate[]>();
  for (const candidate of input.before) {
    const key = keyOf(candidate);
    known.set(key, [...(known.get(key) ?? []), candidate]);
  }
  const findings: Finding[] = [];
  for (const candidate of input.after) {
    const old = known.get(keyOf(candidate)) ?? movedFrom(candidate, input.before);
    const introduced = introducedBy(candidate, old, input.patch);
    if (introduced) findings.push(introduced);
  }
  return merge(findings);
}

function keyOf(candidate: Candidate): string {
  const group = candidate.check === 'leak-at-teardown' ? 'teardown' : 'path';
  return [group, candidate.seen.source.path, candidate.seen.fn.name, plain(candidate.resource), candidate.acquire].join(
    '|',
  );
}

/** The same leak in a function that the patch renames or moves code out of, or of a resource that it gives another name. */
function movedFrom(candidate: Candidate, before: readonly Candidate[]): readonly Candidate[] {
  const text = textAt(candidate.origin.seen, candidate.origin.at);
  return before.filter(
    (one) =>
      one.acquire === candidate.acquire &&
      isChangedLine(one.origin) &&
      (textAt(one.origin.seen, one.origin.at) === text || isRenamed(candidate, one)),
  );
}

/** The hunk takes away as many calls of the acquire as it adds: the line is written anew, and what becomes of the resource was decided before. */
function replacesAcquire({ acquire, origin, resource }: Candidate, patch: Patch): boolean {
  if (acquire === '') return false;
  const { mailLine } = origin.seen.source.lines[origin.at] ?? {};
  const hunk = patch.files
    .flatMap((file) => file.hunks)
    .find((one) => one.lines.some((line) => line.mailLine === mailLine));
  const lines = (kind: Line['kind'], pattern: RegExp): number =>
    (hunk?.lines ?? []).filter((line) => line.kind === kind && pattern.test(line.text)).length;
  const calls = new RegExp(`\\b${acquire}\\s*\\(`);
  if (lines('removed', calls) > 0 && lines('removed', calls) >= lines('added', calls)) return true;
  // The same variable got what another call of the kind gives: `p = kmalloc()` becomes `p = kzalloc()`.
  const sets = new RegExp(`^\\s*${resource.replace(/[^\w]/g, '\\$&')}\\s*=\\s*\\w*alloc\\w*\\s*\\(`);
  return (
    resource !== '' &&
    calls.source.includes('alloc') &&
    lines('removed', sets) > 0 &&
    lines('removed', sets) >= lines('added', sets)
  );
}

/** A comment at the way out says that the resource stays: `it is not safe to free`. */
function isSaidOnPurpose({ seen: { source } }: Candidate, { branch, exit }: Way): boolean {
  const lines = branch >= 0 && branch <= exit ? source.lines.slice(branch, exit + 1) : [];
  return lines.some(
    ({ text }) =>
      /^\s*(\/?\*|\/\/)/.test(text) &&
      /\b(leak|leaking|unsafe to free|(not|never) (be )?(safe to free|freed?))\b/i.test(text),
  );
}

/** The line that acquires is written anew in the same function. */
function isRenamed(after: Candidate, before: Candidate): boolean {
  return isChangedLine(after.origin) && before.seen.fn.name === after.seen.fn.name && before.check === after.check;
}

function introducedBy(candidate: Candidate, old: readonly Candidate[], patch: Patch): Finding | undefined {
  const rewritten = isChangedLine(candidate.origin) && replacesAcquire(candidate, patch);
  const acquireAdded = isChangedLine(candidate.origin) && !rewritten;
  if (candidate.ways.length === 0) {
    if (old.length > 0) return undefined;
    const removed = acquireAdded ? undefined : removedRelease(candidate, patch);
    if ((rewritten || candidate.onlyIfRemoved) && !removed) return undefined;
    return find(candidate, candidate.ways, candidate.check, removed);
  }
  if (!acquireAdded && !rewritten && old.length > 0 && isRewritten(candidate, old, patch)) return undefined;
  const oldWays = new Set(old.flatMap((one) => one.ways.map((way) => wayText(one, way))));
  const oldBranches = new Set(old.flatMap((one) => one.ways.flatMap((way) => unchangedLine(one, way.branch) ?? [])));
  const oldExits = new Set(old.flatMap((one) => one.ways.flatMap((way) => unchangedLine(one, way.exit) ?? [])));
  const fresh = candidate.ways.filter((way) => {
    const branch = unchangedLine(candidate, way.branch);
    const exit = unchangedLine(candidate, way.exit);
    if (isSaidOnPurpose(candidate, way)) return false;
    if (exit !== undefined && oldExits.has(exit)) return false;
    if (!acquireAdded && isReturnWrittenAnew(candidate, way, patch)) return false;
    return !oldWays.has(wayText(candidate, way)) && (branch === undefined || !oldBranches.has(branch));
  });
  if (candidate.onlyIfRemoved) {
    const balanced = candidate.ways.filter((way) => !oldWays.has(wayText(candidate, way)));
    return takenBy(candidate, old, balanced, patch);
  }
  if (fresh.length === 0) return undefined;
  if (acquireAdded && old.length === 0) return find(candidate, fresh, candidate.check);
  const added = fresh.filter((way) =>
    [way.exit, way.branch].some((at) => at >= 0 && isChangedLine({ seen: candidate.seen, at })),
  );
  if (added.length > 0) return find(candidate, added, candidate.check);
  if (acquireAdded) return find(candidate, fresh, candidate.check);
  const removed = removedRelease(candidate, patch);
  if (!removed) return undefined;
  return find(candidate, fresh, 'lost-release', removed);
}

/** The ways that a removed release leaves open: those that stand as before, or any where all were balanced. */
function takenBy(
  candidate: Candidate,
  old: readonly Candidate[],
  ways: readonly Way[],
  patch: Patch,
): Finding | undefined {
  if (isChangedLine(candidate.origin)) return undefined;
  const same = ways.filter((way) => !isChangedLine({ seen: candidate.seen, at: way.exit }));
  const left = same.length > 0 ? same : old.length === 0 ? ways : [];
  const removed = removedRelease(candidate, patch);
  return left.length > 0 && removed ? find(candidate, left, 'lost-release', removed) : undefined;
}

function find(candidate: Candidate, ways: readonly Way[], check: CheckId, removed?: Place): Finding | undefined {
  const kept = new Set(ways.flatMap((way) => [way.exit, way.branch]));
  const spots = candidate.spots.filter((spot) => (spot.role !== 'exit' && spot.role !== 'branch') || kept.has(spot.at));
  const anchor = anchorOf(candidate, ways, spots, removed);
  if (!anchor) return undefined;
  const related = [...spots.flatMap((spot: Spot) => placeOf(spot) ?? []), ...(removed ? [removed] : [])];
  return {
    rule: candidate.rule,
    check,
    confidence: candidate.confidence,
    verdict: 'introduced',
    file: candidate.seen.source.path,
    function: candidate.seen.fn.name,
    line: anchor.line,
    mailLine: anchor.mailLine,
    text: anchor.text,
    acquire: candidate.acquire,
    release: [...new Set(candidate.releases)],
    resource: candidate.resource,
    effect: candidate.effect,
    evidence: candidate.evidence,
    related,
  };
}

/**
 * The patch rewrites exits of a leak that was there before, or repairs a part of it: it removes at least as many ways out that lost the resource as
 * it adds, or adds a release of it.
 */
function isRewritten(candidate: Candidate, old: readonly Candidate[], patch: Patch): boolean {
  const changed = (one: Candidate): number =>
    one.ways.filter((way) => isChangedLine({ seen: one.seen, at: way.exit })).length;
  const removed = old.reduce((sum, one) => sum + changed(one), 0);
  if (removed === 0) return false;
  return removed >= changed(candidate) || releaseLine(candidate, patch, 'added') !== undefined;
}

/** A release of the candidate's resource on a line that the patch removes from the file of the function, or of the teardown that had it. */
function removedRelease(candidate: Candidate, patch: Patch): Place | undefined {
  const teardown = candidate.spots.find((spot) => spot.role === 'teardown')?.seen;
  const seen = teardown ?? candidate.seen;
  const gone = teardown ? undefined : removedWithin(seen, patch);
  const line = releaseLine({ ...candidate, seen }, patch, 'removed', gone);
  return (
    line && {
      role: 'removed',
      file: seen.source.path,
      function: seen.fn.name,
      line: line.oldLine ?? 0,
      mailLine: line.mailLine,
      text: line.text.trim(),
    }
  );
}

/** A line of a kind in the candidate's file that calls one of its releases, of the resource by its last name if there is one. */
function releaseLine(
  candidate: Candidate,
  patch: Patch,
  kind: Line['kind'],
  among?: ReadonlySet<Line>,
): Line | undefined {
  const file = patch.files.find((one) => (one.newPath ?? one.oldPath) === candidate.seen.source.path);
  const calls = file?.hunks
    .flatMap((hunk) => hunk.lines)
    .filter(
      (line) =>
        line.kind === kind &&
        (among === undefined || among.has(line)) &&
        candidate.releases.some((release) => new RegExp(`\\b${release}\\s*\\(`).test(line.text)),
    );
  const name = tail(candidate.resource);
  return calls?.find((line) => name !== '' && new RegExp(`\\b${name}\\b`).test(line.text)) ?? calls?.[0];
}

function textAt(seen: Candidate['seen'], at: number): string {
  return (seen.source.lines[at]?.text ?? '').replace(/[\s{]+/g, ' ').trim();
}

function wayText(candidate: Candidate, way: Way): string {
  return `${textAt(candidate.seen, way.branch)}|${textAt(candidate.seen, way.exit)}`;
}

function isChangedLine(spot: { readonly seen: Candidate['seen']; readonly at: number }): boolean {
  const kind = spot.seen.source.lines[spot.at]?.kind;
  return kind === 'added' || kind === 'removed';
}

/** One comment for one thing: of findings of one acquire on one line the surest; a helper that acquires several things is one thing. */
function merge(findings: readonly Finding[]): readonly Finding[] {
  const place = ({ file, function: name, acquire, mailLine, check }: Finding): string =>
    [file, name, acquire, mailLine, check === 'leak-at-teardown'].join('|');
  const single = surestOf(findings, (one) => `${place(one)}|${one.resource}`);
  const whole = surestOf(single, (one) =>
    one.evidence.includes('summary') ? place(one) : `${place(one)}|${one.resource}`,
  );
  return [...whole].sort((a, b) => a.mailLine - b.mailLine);
}

function surestOf(findings: readonly Finding[], keyed: (finding: Finding) => string): readonly Finding[] {
  const rank = { high: 0, medium: 1, low: 2 };
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = keyed(finding);
    const known = byKey.get(key);
    if (!known || rank[finding.confidence] < rank[known.confidence]) byKey.set(key, finding);
  }
  return [...byKey.values()];
}

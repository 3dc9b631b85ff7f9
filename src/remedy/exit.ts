import type { Edit, Finding, Place, Remedy, SourceFile, Stmt } from '../types.js';
import { base, plain } from '../flow/access-path.js';
import { pathOf } from '../flow/expr.js';
import type { Seen, View } from '../flow/view.js';
import { mentions, releaseCall } from './call.js';
import { causeOf } from './cause.js';
import { findStmt, type Found } from './find.js';
import { labelFor, type Landing } from './label.js';
import { codeAt, editLines, follows, indentAt, indexOfLine, statementEnd } from './lines.js';

/** More ways out than a finding names may exist from here on (`checks/paths.ts` keeps four). */
const NAMED_EXITS = 4;

/** A way out that certainly holds the resource, and what it would take to leave it well. */
interface Exit {
  readonly found: Found;
  readonly at: number;
  readonly end: number;
  /** Text of the returned value, '' without. */
  readonly value: string;
  readonly landing: Landing | undefined;
}

/** Mends all ways out that a finding names, or none. */
export function exitRemedy(finding: Finding, seen: Seen, view: View): Remedy | undefined {
  const places = finding.related.filter((place) => place.role === 'exit');
  if (places.length === 0 || places.length >= NAMED_EXITS) return undefined;
  const exits = places.map((place) => exitAt(place, finding, seen, view));
  if (!exits.every((exit) => exit !== undefined)) return undefined;
  return gotoRemedy(exits, seen) ?? releaseRemedy(exits, finding, seen, view);
}

function exitAt(place: Place, finding: Finding, seen: Seen, view: View): Exit | undefined {
  const { source, fn } = seen;
  const at = indexOfLine(source, place.line);
  const found = findStmt(
    fn.body,
    at,
    (stmt) => stmt.kind === 'return' || stmt.kind === 'goto' || stmt.kind === 'break',
  );
  const end = found && statementEnd(source, at);
  if (!found || end === undefined || !isHeldAt(found, finding, seen)) return undefined;
  const text = source.lines
    .slice(at, end + 1)
    .map((line) => line.text.trim())
    .join(' ');
  if (!/^(return|goto|break)\b/.test(text)) return undefined;
  const value = /^return\b\s*(.*);/.exec(text)?.[1] ?? '';
  const landing =
    finding.check === 'leak-in-loop'
      ? undefined
      : labelFor(fn, at, failedBefore(found), finding.resource, finding.release, view);
  return { found, at, end, value, landing };
}

/** The resource is held there on every path: the acquire stands before it in a list that encloses it, and no label between lets others in. */
function isHeldAt(exit: Found, finding: Finding, seen: Seen): boolean {
  const acquire = finding.related.find((place) => place.role === 'acquire');
  const at = acquire ? indexOfLine(seen.source, acquire.line) : -1;
  if (at < 0 || exit.stmt.at <= at) return false;
  if (finding.check === 'leak-in-loop' && exit.holders.some((stmt) => stmt.kind === 'loop' && stmt.at === at))
    return !exit.lists.some((list) => list.some((stmt) => stmt.kind === 'label' && stmt.at < exit.stmt.at));
  return exit.lists.some((list) => {
    const from = list.findIndex((stmt) => stmt.at === at);
    if (from < 0) return false;
    return !list.slice(from).some((stmt) => stmt.kind === 'label' && stmt.at <= exit.stmt.at);
  });
}

function failedBefore(exit: Found): ReturnType<typeof causeOf> {
  for (let i = exit.holders.length - 1; i >= 0; i--) {
    const holder = exit.holders[i]!;
    if (holder.kind !== 'if') continue;
    const list = exit.lists[i]!;
    return holder.then === exit.lists[i + 1] ? causeOf(holder, list[list.indexOf(holder) - 1]) : undefined;
  }
  return undefined;
}

function gotoRemedy(exits: readonly Exit[], seen: Seen): Remedy | undefined {
  const label = exits[0]!.landing?.label;
  if (label === undefined || exits.some((exit) => exit.landing?.label !== label)) return undefined;
  const edits = exits.map(({ found, at, end, value, landing }): Edit | undefined => {
    if (!landing || found.stmt.kind === 'break') return undefined;
    const indent = indentAt(seen.source, at);
    const jump = `${indent}goto ${landing.label};`;
    const variable = pathOf(landing.returned);
    if (found.stmt.kind === 'goto' || value === (variable ?? '')) return editLines(seen.source, at, end + 1, [jump]);
    if (variable === undefined || value === '') return undefined;
    const assigned = `${indent}${variable} = ${value};`;
    return braced(seen.source, found, at, end, [assigned, jump]);
  });
  return { kind: 'goto', label, edits: allOrNone(edits) };
}

function releaseRemedy(exits: readonly Exit[], finding: Finding, seen: Seen, view: View): Remedy | undefined {
  const call = releaseCall(finding, seen, view);
  if (call === undefined) return undefined;
  const edits = exits.map(({ found, at, end, value }): Edit | undefined => {
    if (mentions(value, finding.resource) || callsSomething(value, view) || !isVisible(found, finding, seen))
      return undefined;
    return inserted(seen.source, found, at, end, `${indentAt(seen.source, at)}${call};`);
  });
  return { kind: 'release', call, edits: allOrNone(edits) };
}

/** Half a remedy is none: without edits the comment still says what is missing. */
function allOrNone(edits: readonly (Edit | undefined)[]): readonly Edit[] {
  return edits.every((edit) => edit !== undefined) ? edits : [];
}

/** A function called in the return statement may still use the resource; macros and messages do not. */
function callsSomething(value: string, view: View): boolean {
  const names = [...value.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map((match) => match[1]!);
  return names.some((name) => !/^[A-Z_0-9]+$/.test(name) && !view.catalogue.harmless.has(name));
}

/** Whether the variable that the resource hangs on is known at the exit. */
function isVisible(exit: Found, finding: Finding, seen: Seen): boolean {
  const name = base(plain(finding.resource));
  if (seen.fn.params.some((param) => param.name === name)) return true;
  const declares = (stmt: Stmt): boolean => stmt.kind === 'declare' && stmt.name === name;
  return exit.lists.some((list) => list.some((stmt) => stmt.at < exit.stmt.at && declares(stmt)));
}

/** Puts lines in the place of a statement, with braces where it stood alone under its condition. */
function braced(source: SourceFile, found: Found, at: number, end: number, lines: readonly string[]): Edit | undefined {
  const alone = isAlone(source, found, at, end);
  if (alone === undefined) return undefined;
  return alone ? withBraces(source, at, end, lines) : editLines(source, at, end + 1, lines);
}

/** Puts a line before a statement, with braces where it stood alone under its condition. */
function inserted(source: SourceFile, found: Found, at: number, end: number, line: string): Edit | undefined {
  const alone = isAlone(source, found, at, end);
  if (alone === undefined) return undefined;
  const kept = source.lines.slice(at, end + 1).map((one) => one.text);
  return alone ? withBraces(source, at, end, [line, ...kept]) : editLines(source, at, at, [line]);
}

function withBraces(source: SourceFile, at: number, end: number, lines: readonly string[]): Edit | undefined {
  return editLines(source, at - 1, end + 1, [
    `${source.lines[at - 1]!.text} {`,
    ...lines,
    `${indentAt(source, at - 1)}}`,
  ]);
}

/** Whether a statement stands without braces under a condition of one line; undefined where that is not plain to see. */
function isAlone(source: SourceFile, found: Found, at: number, end: number): boolean | undefined {
  const holder = found.holders.at(-1);
  if (holder === undefined || holder.kind === 'block' || found.lists.at(-1)!.length > 1) return false;
  if (!follows(source, at)) return undefined;
  const code = codeAt(source, at - 1);
  if (code.endsWith('{') && codeAt(source, end + 1).startsWith('}')) return false;
  if (!code.endsWith(')') || !/^(if|for|while)\b/.test(code) || !follows(source, end + 1)) return undefined;
  if (codeAt(source, end + 1).startsWith('else') || source.lines[at - 1]!.text.trim() !== code) return undefined;
  return true;
}

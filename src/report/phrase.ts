import type { Finding, Place, Role } from '../types.js';

/** The first place of a role. */
export function placeOf(finding: Finding, role: Role): Place | undefined {
  return finding.related.find((place) => place.role === role);
}

/** All places of a role. */
export function placesOf(finding: Finding, role: Role): readonly Place[] {
  return finding.related.filter((place) => place.role === role);
}

/** `a, b and c`. */
export function listing(items: readonly string[], last: 'and' | 'or' = 'and'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)!}`;
}

/** The release that is missing, as a call where the remedy knows it: `clk_put(q->clk)`, else `clk_put()`. */
export function releasePhrase(finding: Finding): string {
  const { remedy } = finding;
  if (remedy && remedy.kind !== 'goto') return remedy.call;
  const name = finding.release[0];
  if (name === undefined) return 'a release';
  return name === finding.acquire ? `the ${name}() that switches off again` : `${name}()`;
}

/** The unseen label that gives back what a way out leaves held, where the mail shows no more of it than another exit that goes there. */
export function skippedLabel(finding: Finding): string | undefined {
  if (finding.release.length > 0) return undefined;
  return placesOf(finding, 'sibling')
    .flatMap((place) => /\bgoto (\w+);/.exec(place.text)?.[1] ?? [])
    .at(0);
}

/** The label that stands below a way out and gives back what is held there, where the mail does not show what. */
export function labelBelow(finding: Finding): string | undefined {
  if (finding.release.length > 0 || finding.acquire !== '') return undefined;
  return placesOf(finding, 'sibling')
    .flatMap((place) => /^(\w+):/.exec(place.text)?.[1] ?? [])
    .at(0);
}

/** What was acquired: `q->clk`, or `what clk_get() returned`. */
export function resourceName(finding: Finding): string {
  return finding.resource === '' ? `what ${finding.acquire}() returned` : finding.resource;
}

/**
 * The call to name instead of a resource that is a device, which nobody acquires: what `pm_runtime_enable(dev)` does to it is undone or not. Undefined for
 * any other resource.
 */
export function callOnDevice(finding: Finding): string | undefined {
  const { acquire, resource } = finding;
  if (!/(^|[>.&])(p?dev|device)$/.test(resource)) return undefined;
  const text = placeOf(finding, 'acquire')?.text ?? '';
  if (text.includes(`${acquire}(${resource})`)) return `${acquire}(${resource})`;
  return text.includes(`${acquire}(${resource},`) ? `${acquire}()` : undefined;
}

/** What becomes of a resource that nobody gives back, by what the function that acquired it did. */
const STATES: readonly (readonly [RegExp, string])[] = [
  [/(^|_)(enable|enabled)(_|$)/, 'stays enabled'],
  [/(^|_)register(_|$)/, 'stays registered'],
  [/(^|_)(ioremap|iomap|map|kmap|vmap)(_|$)/, 'stays mapped'],
  [/(^|_)prepare(_|$)/, 'stays prepared'],
];

export function fate(finding: Finding): string {
  return STATES.find(([word]) => word.test(finding.acquire))?.[1] ?? 'is leaked';
}

/** One way out that loses the resource: the exit, and the branch that it stands in. */
export interface WayOut {
  readonly exit: Place;
  readonly branch: Place | undefined;
}

export function waysOf(finding: Finding): readonly WayOut[] {
  return finding.related.flatMap((exit, i): readonly WayOut[] => {
    if (exit.role !== 'exit') return [];
    const before = finding.related[i - 1];
    return [{ exit, branch: before?.role === 'branch' && before.taken ? before : undefined }];
  });
}

/** The function that alone gives the resource back, where the failures that leave it behind stand in code that the mail does not show. */
export function releasedOnlyIn(finding: Finding): string | undefined {
  if (finding.check !== 'leak-on-error-path' || finding.acquire === '' || placeOf(finding, 'exit')) return undefined;
  return placeOf(finding, 'release')?.function;
}

/** The failure that leads to a way out, where it is certain. */
function causeOf(finding: Finding, way: WayOut): string | undefined {
  return way.branch?.cause ?? (finding.check === 'leak-on-error-path' ? way.exit.cause : undefined);
}

/** The failures that lead to the ways out of a finding, without doubles; undefined where one of them is not known. */
export function causesOf(finding: Finding): readonly string[] | undefined {
  const causes = waysOf(finding).map((way) => causeOf(finding, way));
  return causes.length > 0 && causes.every((cause) => cause !== undefined) ? [...new Set(causes)] : undefined;
}

/** When the ways out are taken: `when a() or b() fails`, `after "if (x)"`, or nothing. */
export function whenPhrase(finding: Finding): string {
  const causes = causesOf(finding);
  if (causes && causes.length <= MOST_CAUSES) return failing(causes);
  const [way, ...others] = waysOf(finding);
  return others.length === 0 && way?.branch ? after(way.branch) : '';
}

/** More failures than this make no sentence. */
const MOST_CAUSES = 3;

function failing(causes: readonly string[]): string {
  return `when ${listing(
    causes.map((name) => `${name}()`),
    'or',
  )} fails`;
}

/** A condition as it is quoted: without the brace behind it, and only where it does not go on in the next line. */
function after(branch: Place): string {
  const text = branch.text
    .trim()
    .replace(/^\}\s*/, '')
    .replace(/\s*\{$/, '');
  return text.endsWith(')') && text.split('(').length === text.split(')').length ? `after "${text}"` : '';
}

/** One of several ways out, as an example: `"return -EINVAL;" when a() fails`. */
export function examplePhrase(finding: Finding): string {
  const ways = waysOf(finding);
  const way = ways.find((one) => causeOf(finding, one) !== undefined) ?? ways[0];
  if (!way) return 'one';
  const cause = causeOf(finding, way);
  const when = cause !== undefined ? ` when ${cause}() fails` : way.branch ? ` ${after(way.branch)}`.trimEnd() : '';
  return `${quotedExit(way.exit, finding)}${when}`;
}

/** The way out as it is quoted, `"return ret;"`, or `the end of f()`; `undefined` where several differ. */
export function exitPhrase(finding: Finding): string | undefined {
  const texts = new Set(waysOf(finding).map((way) => quotedExit(way.exit, finding)));
  const [text] = texts;
  return texts.size === 1 ? text : undefined;
}

/** A statement longer than this is quoted without its arguments, and so is one that goes on in further lines. */
const LONG = 40;

function quotedExit(exit: Place, finding: Finding): string {
  const text = exit.text.trim();
  if (!/^(return|goto|break|continue)\b/.test(text)) return `the end of ${finding.function}()`;
  const isWhole = text.endsWith(';') && text.length <= LONG;
  return `"${isWhole ? text : text.replace(/\(.*$/, '(...);')}"`;
}

/** What the way out is called: a return, a goto, … */
export function exitWord(finding: Finding): string {
  const words = new Set(
    placesOf(finding, 'exit').map((place) => /^(return|goto|break)\b/.exec(place.text.trim())?.[1] ?? 'end'),
  );
  const [word = 'end'] = words;
  return words.size === 1 ? word : 'exit';
}

/** Whether the comment stands under the line that acquires. */
export function isUnderAcquire(finding: Finding): boolean {
  const acquire = placeOf(finding, 'acquire');
  return acquire === undefined || (acquire.mailLine === finding.mailLine && acquire.file === finding.file);
}

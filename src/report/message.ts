import type { CheckId, Finding, Role } from '../types.js';
import { againMessage, isAgain } from './again-comment.js';
import { isOrder, orderMessage } from './order-comment.js';
import {
  causesOf,
  labelBelow,
  listing,
  placeOf,
  placesOf,
  releasedOnlyIn,
  releasePhrase,
  skippedLabel,
} from './phrase.js';

/** What was acquired: `'q->clk' from clk_get()`. */
function resourcePhrase(finding: Finding): string {
  if (finding.acquire === '') return `'${finding.resource}'`;
  if (finding.resource === '') return `what ${finding.acquire}() acquires`;
  return `'${finding.resource}' from ${finding.acquire}()`;
}

const SENTENCE: Readonly<Record<CheckId, (finding: Finding) => string>> = {
  'leak-on-error-path': (one) => {
    const label = skippedLabel(one);
    if (label !== undefined)
      return `${one.function}() leaves${lines(one, 'exit')} without "goto ${label}", by which the exit next to it leaves`;
    const below = labelBelow(one);
    if (below !== undefined)
      return `${one.function}() leaves${lines(one, 'exit')} without going to "${below}", which stands below for the steps before`;
    return `${resourcePhrase(one)} is not given back${whyLeft(one, ' on the error path')}: ${releasePhrase(one)} is missing`;
  },
  'leak-on-success-path': (one) =>
    `${resourcePhrase(one)} is not given back when ${one.function}() returns${lines(one, 'exit')}: ${releasePhrase(one)} is missing`,
  'leak-in-loop': (one) =>
    isAgain(one)
      ? againMessage(one)
      : `${resourcePhrase(one)} is not given back when the loop is left early${lines(one, 'exit')}: ${releasePhrase(one)} is missing`,
  'leak-at-teardown': (one) => {
    if (one.acquire === '')
      return `${one.function}() leaves early${lines(one, 'exit')} and skips ${listing(one.release.map((name) => `${name}()`))}`;
    const teardown = placeOf(one, 'teardown');
    const lack = one.effect === 'use-after-free' ? 'stopped' : 'given back';
    if (one.evidence.includes('no-teardown'))
      return `${resourcePhrase(one)} is never ${lack}: the driver has no teardown, and ${releasePhrase(one)} is missing`;
    const where = teardown ? `${teardown.function}()` : 'any teardown in view';
    return `${resourcePhrase(one)} is not ${lack} by ${where}: ${releasePhrase(one)} is missing there`;
  },
  'lost-release': (one) => `the patch removes ${releasePhrase(one)} for ${resourcePhrase(one)}${lines(one, 'exit')}`,
  'mixed-management': (one) =>
    `${one.evidence.includes('summary') ? `'${one.resource}', which the action of ${one.acquire}() releases,` : resourcePhrase(one)} is managed, and released by hand as well: ${releasePhrase(one)} comes too early`,
  'wrong-release': (one) => {
    const wrong = placeOf(one, 'release');
    return `${resourcePhrase(one)} is released the wrong way${wrong ? ` (${wrong.text.trim()})` : ''}: ${releasePhrase(one)} is due`;
  },
};

/** One sentence about a finding, for all formats that want a line. */
export function message(finding: Finding): string {
  const text = isOrder(finding) ? orderMessage(finding) : SENTENCE[finding.check](finding);
  const uses = finding.effect === 'use-after-free' && !isOrder(finding) ? ' (it may run after its data is freed)' : '';
  const later = finding.repairedLater ? ' (a later patch of the series repairs it: the series is not bisectable)' : '';
  return text + uses + later;
}

function whyLeft(one: Finding, otherwise: string): string {
  if (releasedOnlyIn(one) !== undefined) return ` when a later step of ${one.function}() fails`;
  const causes = causesOf(one);
  const why = causes
    ? ` when ${listing(
        causes.slice(0, 3).map((name) => `${name}()`),
        'or',
      )} fails`
    : otherwise;
  return `${why}${lines(one, 'exit')}`;
}

/** ` at line 3`, ` at lines 3, 8 and 9`, or nothing where no line is known. */
function lines(finding: Finding, role: Role): string {
  const all = [...new Set(placesOf(finding, role).map((place) => place.line))]
    .filter((line) => line > 0)
    .sort((a, b) => a - b);
  if (all.length === 0) return '';
  return all.length === 1 ? ` at line ${all[0]!}` : ` at lines ${listing(all.map(String))}`;
}

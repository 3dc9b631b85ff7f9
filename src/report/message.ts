import type { CheckId, Finding, Place, Role } from '../types.js';

/** The first place of a role. */
export function placeOf(finding: Finding, role: Role): Place | undefined {
  return finding.related.find((place) => place.role === role);
}

/** All places of a role. */
export function placesOf(finding: Finding, role: Role): readonly Place[] {
  return finding.related.filter((place) => place.role === role);
}

/** The releases as a phrase: `clk_put()`, `a() or b()`. */
export function releasePhrase(finding: Finding): string {
  const names = finding.release.slice(0, 2).map((name) => `${name}()`);
  return names.length > 0 ? names.join(' or ') : 'a release';
}

/** What was acquired, as a phrase: `priv->clk (clk_get())`. */
export function resourcePhrase(finding: Finding): string {
  if (finding.resource === '') return `what ${finding.acquire}() acquires`;
  return `'${finding.resource}' from ${finding.acquire}()`;
}

const SENTENCE: Readonly<Record<CheckId, (finding: Finding) => string>> = {
  'leak-on-error-path': (one) =>
    `${resourcePhrase(one)} is not given back on the error path${lineOf(one, 'exit')}: ${releasePhrase(one)} is missing`,
  'leak-on-success-path': (one) =>
    `${resourcePhrase(one)} is not given back when ${one.function}() returns${lineOf(one, 'exit')}: ${releasePhrase(one)} is missing`,
  'leak-in-loop': (one) =>
    `${resourcePhrase(one)} is not given back when the loop is left early${lineOf(one, 'exit')}: ${releasePhrase(one)} is missing`,
  'leak-at-teardown': (one) => teardownSentence(one),
  'lost-release': (one) => `the patch removes ${releasePhrase(one)} for ${resourcePhrase(one)}${lineOf(one, 'exit')}`,
  'mixed-management': (one) => `${resourcePhrase(one)} mixes managed and manual release`,
  'wrong-release': (one) => {
    const wrong = placeOf(one, 'release');
    return `${resourcePhrase(one)} is released the wrong way${wrong ? ` (${wrong.text.trim()})` : ''}: ${releasePhrase(one)} is due`;
  },
};

/** One sentence about a finding, for terse output and JSON. */
export function message(finding: Finding): string {
  const sentence = SENTENCE[finding.check](finding);
  return finding.effect === 'use-after-free' ? `${sentence} (it may run after its data is freed)` : sentence;
}

function teardownSentence(one: Finding): string {
  const teardown = placeOf(one, 'teardown');
  const where = teardown ? `${teardown.function}()` : 'any teardown in view';
  return `${resourcePhrase(one)} is not given back by ${where}: ${releasePhrase(one)} is missing there`;
}

function lineOf(finding: Finding, role: Role): string {
  const place = placeOf(finding, role);
  return place && place.line > 0 ? ` at line ${place.line}` : '';
}

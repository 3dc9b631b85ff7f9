import type { CheckId, Finding, Place } from '../types.js';
import { placeOf, placesOf, releasePhrase } from './message.js';

/** What a reviewer writes under the line: paragraphs, not wrapped. */
export function commentOn(finding: Finding): readonly string[] {
  const paragraphs = COMMENT[finding.check](finding);
  if (finding.effect !== 'use-after-free') return paragraphs;
  return [...paragraphs, 'What stays behind may run after the data it uses is gone, which is a use after free.'];
}

const COMMENT: Readonly<Record<CheckId, (finding: Finding) => readonly string[]>> = {
  'leak-on-error-path': (one) => pathComment(one, 'this error path'),
  'leak-on-success-path': (one) => pathComment(one, 'this way out'),
  'leak-in-loop': (one) => [
    `The iteration holds a reference on ${subject(one)}, and ${exitPhrase(one)} leaves the loop without dropping it: ${releasePhrase(one)} is missing before it.`,
    ...remedy(one),
  ],
  'leak-at-teardown': teardownComment,
  'lost-release': (one) => {
    const removed = placeOf(one, 'removed');
    const what = removed ? `${quoted(removed)} goes away` : `${releasePhrase(one)} goes away`;
    return [
      `With this patch ${what}, and ${subject(one)}, acquired with ${one.acquire}(), is still held when ${exitPhrase(one)} leaves ${one.function}().`,
      ...remedy(one),
    ];
  },
  'mixed-management': (one) => [`${upper(subject(one))} is managed and released by hand as well.`, ...remedy(one)],
  'wrong-release': (one) => {
    const wrong = placeOf(one, 'release');
    const how = wrong ? `${quoted(wrong)} does not give back` : 'What follows does not give back';
    return [
      `${how} ${subject(one)}, which ${one.acquire}() acquired: that takes ${releasePhrase(one)}.`,
      ...remedy(one),
    ];
  },
};

function subject(one: Finding): string {
  return one.resource === '' ? `what ${one.acquire}() acquired` : one.resource;
}

function upper(text: string): string {
  return /^[a-z]+ /.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;
}

function quoted(place: Place): string {
  return `"${place.text.trim()}"`;
}

/** The way out in words, with what the mail shows of it. */
function exitPhrase(one: Finding): string {
  const exit = placeOf(one, 'exit');
  return exit && exit.text.trim() !== '' && exit.text.trim() !== '}' ? quoted(exit) : `the end of ${one.function}()`;
}

function pathComment(one: Finding, what: string): readonly string[] {
  const branch = placeOf(one, 'branch');
  const after = branch && branch.text.trim() !== '' ? ` after ${quoted(branch)}` : '';
  const where =
    one.confidence === 'high'
      ? `${exitPhrase(one)}${after} leaves ${one.function}() without ${releasePhrase(one)}`
      : `is there anything that gives it back when ${exitPhrase(one)}${after} leaves ${one.function}()`;
  const start = `${upper(subject(one))} is held here since ${one.acquire}()`;
  const first =
    one.confidence === 'high'
      ? `${start}, and ${where}, so ${what} leaks it.`
      : `${start}; ${where}? I do not see ${releasePhrase(one)} on ${what}.`;
  return [first, ...remedy(one)];
}

/** The remedy, where sibling exits show it. */
function remedy(one: Finding): readonly string[] {
  const sibling = placesOf(one, 'sibling').find((place) => /^\s*goto \w+;/.test(place.text));
  if (!sibling) return [];
  const label = /goto (\w+)/.exec(sibling.text)![1]!;
  return [`The exits next to it use "goto ${label}"; should this one, too?`];
}

function teardownComment(one: Finding): readonly string[] {
  const teardown = placeOf(one, 'teardown');
  const init = placeOf(one, 'init');
  const caller = placeOf(one, 'caller');
  const release = placeOf(one, 'release');
  const ladder = placesOf(one, 'ladder');
  const [from, to] = placesOf(one, 'entry');
  const setup =
    init && init.function !== one.function && caller ? `, and ${one.function}() is called by ${init.function}()` : '';
  if (!teardown || ladder.length === 0 || !init || !release) {
    const where = teardown ? `${teardown.function}()` : 'no function that this patch shows';
    const verb = teardown ? 'does not give it back' : 'gives it back';
    return [
      `${upper(subject(one))} is acquired with ${one.acquire}() in ${one.function}()${setup}, but ${where} ${verb}: ${releasePhrase(one)} is missing there.`,
    ];
  }
  const steps = ladder.map((place) => `${place.function}()`).join(', ');
  const effect =
    from && to
      ? `${from.function}() followed by ${to.function}() leaks it.`
      : `An object that only ${teardown.function}() tears down leaks it.`;
  return [
    `${upper(subject(one))} is acquired with ${one.acquire}() here${setup}. The error path of ${init.function}() gives it back with ${release.function}(). ${teardown.function}() makes the other steps of that error path (${steps}), but it does not call ${release.function}(), so ${effect}`,
    `Should ${teardown.function}() call ${release.function}() as well?`,
  ];
}

import type { Finding } from '../types.js';
import { callOnDevice, isUnderAcquire, listing, placeOf, placesOf, releasePhrase, resourceName } from './phrase.js';

/** More names than this make no list that anybody reads. */
const MOST = 6;

/** The comment on what a teardown does not give back: paragraphs, not wrapped. */
export function teardownComment(group: readonly Finding[]): readonly string[] {
  const [one] = group;
  if (one!.acquire === '') return [earlyReturnComment(one!)];
  const ladder = placesOf(one!, 'ladder');
  if (ladder.length > 0 && placeOf(one!, 'release')) return ladderComment(one!);
  const init = placeOf(one!, 'init')?.function ?? one!.function;
  const teardowns = [...new Set(placesOf(one!, 'teardown').map((place) => `${place.function}()`))];
  const through = init === one!.function ? '' : ` when ${init}() calls it`;
  if (group.length > 1) {
    const all = group.map((each) => `${releasePhrase(each)} for ${resourceName(each)}`);
    const shown = all.length > MOST ? [...all.slice(0, MOST - 1), `${all.length - MOST + 1} more`] : all;
    const where = teardowns.length > 0 ? `in ${listing(teardowns, 'or')}` : 'in what this patch shows';
    const lacks = shown.map((one, i) => (i < MOST - 1 ? `no ${one}` : one));
    return [
      one!.confidence === 'high'
        ? `Not all that ${one!.function}() acquires${through} is given back: there is ${listing(lacks)} ${where}.`
        : `Where is what ${one!.function}() acquires${through} given back? I see ${listing(lacks)} ${where}.`,
    ];
  }
  if (one!.effect === 'use-after-free') return [stopComment(one!, teardowns, through)];
  const here = isUnderAcquire(one!) ? ' here' : '';
  const onDevice = callOnDevice(one!);
  const [undo, undoes, what] =
    onDevice === undefined
      ? [
          'give back',
          'gives back',
          `${resourceName(one!)}, which ${one!.function}() acquires${here} with ${one!.acquire}()${through}`,
        ]
      : ['undo', 'undoes', `${onDevice}, which ${one!.function}() calls${here}${through}`];
  if (one!.evidence.includes('no-teardown'))
    return [
      `This driver has no teardown, so nothing ${undoes} ${what}. Should it get one that calls ${releasePhrase(one!)}, or is there a managed call that does?`,
    ];
  if (teardowns.length === 0)
    return [`Nothing that I see ${undoes} ${what}. Where does ${releasePhrase(one!)} belong?`];
  const where = listing(teardowns, 'or');
  const removed = placeOf(one!, 'removed');
  if (removed) return [`With "${removed.text.trim()}" gone, ${where} does not ${undo} ${what}. Does anything else?`];
  return one!.confidence === 'high'
    ? [`${where} does not ${undo} ${what}: ${releasePhrase(one!)} is missing there.`]
    : [`Should ${where} ${undo} ${what}? I do not see ${releasePhrase(one!)} there.`];
}

/** What runs later is stopped, not given back. */
function stopComment(one: Finding, teardowns: readonly string[], through: string): string {
  const by = placeOf(one, 'start')?.function;
  const name = `${one.function}()`;
  const how =
    by === undefined
      ? `${name} starts here`
      : `${by === one.function ? 'it' : `${by}()`} starts and ${name} sets up here`;
  const what = `${resourceName(one)}, which ${how} with ${one.acquire}()${through}`;
  const missing = releasePhrase(one);
  if (teardowns.length === 0) return `Nothing that I see stops ${what}. Where does ${missing} belong?`;
  const where = listing(teardowns, 'or');
  return one.confidence === 'high'
    ? `${where} does not stop ${what}: ${missing} is missing there.`
    : `Should ${where} stop ${what}? I do not see ${missing} there.`;
}

function earlyReturnComment(one: Finding): string {
  const skipped = listing(one.release.map((name) => `${name}()`));
  return `Nobody calls ${one.function}() a second time, so what this return skips is not given back at all: ${skipped}.`;
}

function ladderComment(one: Finding): readonly string[] {
  const teardown = placeOf(one, 'teardown')!.function;
  const init = placeOf(one, 'init')!.function;
  const release = placeOf(one, 'release')!.function;
  const [from, to] = placesOf(one, 'entry');
  const setup = init !== one.function && placeOf(one, 'caller') ? `, and ${one.function}() is called by ${init}()` : '';
  const steps = placesOf(one, 'ladder')
    .map((place) => `${place.function}()`)
    .join(', ');
  const effect =
    from && to
      ? `${from.function}() followed by ${to.function}() leaks it`
      : `an object that only ${teardown}() tears down leaks it`;
  const question =
    one.remedy?.kind === 'move'
      ? `Should the call of ${release}() move from ${one.remedy.from}() to ${teardown}()?`
      : `Should ${teardown}() call ${release}() as well?`;
  return [
    `${resourceName(one)} is acquired with ${one.acquire}() here${setup}. The error path of ${init}() gives it back with ${release}(). ${teardown}() makes the other steps of that error path (${steps}), but it does not call ${release}(), so ${effect}.`,
    question,
  ];
}

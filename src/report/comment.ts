import type { CheckId, Finding } from '../types.js';
import {
  callOnDevice,
  causesOf,
  examplePhrase,
  exitPhrase,
  exitWord,
  fate,
  isUnderAcquire,
  listing,
  placeOf,
  placesOf,
  releasedOnlyIn,
  releasePhrase,
  resourceName,
  labelBelow,
  skippedLabel,
  waysOf,
  whenPhrase,
} from './phrase.js';
import { againComment, isAgain } from './again-comment.js';
import { isOrder, orderComment } from './order-comment.js';
import type { Remark } from './remark.js';
import { teardownComment } from './teardown-comment.js';

/** What a reviewer writes under the line: paragraphs, not wrapped. */
export function commentOn(remark: Remark): readonly string[] {
  const [first] = remark.findings;
  const said = isOrder(first!) ? orderComment(first!) : COMMENT[first!.check](remark.findings);
  const paragraphs = [...said, ...laterOf(remark.findings)];
  if (!remark.findings.some((one) => one.effect === 'use-after-free' && !isOrder(one))) return paragraphs;
  return [...paragraphs, 'What stays behind may run after the data it uses is gone: a use after free.'];
}

function laterOf(group: Group): readonly string[] {
  if (!group.every((one) => one.repairedLater)) return [];
  return [
    'A later patch of this series repairs that; could it move into this one? Until then the series is not bisectable.',
  ];
}

/** The findings of a remark, at least one. */
type Group = readonly Finding[];

const COMMENT: Readonly<Record<CheckId, (group: Group) => readonly string[]>> = {
  'leak-on-error-path': pathComment,
  'leak-on-success-path': pathComment,
  'leak-in-loop': loopComment,
  'leak-at-teardown': teardownComment,
  'lost-release': ([one]) => {
    const removed = placeOf(one!, 'removed');
    const gone = removed ? `"${removed.text.trim()}"` : releasePhrase(one!);
    const exit = exitPhrase(one!) ?? 'these exits';
    return [
      `With ${gone} gone, ${resourceName(one!)} from ${one!.acquire}() is still held${spaced(whenPhrase(one!))}: ${exit} leaves ${one!.function}() without ${releasePhrase(one!)}.`,
      ...remedyOf([one!]),
    ];
  },
  'mixed-management': ([one]) => {
    const release = placeOf(one!, 'release');
    const call = release ? `"${release.text.trim()}"` : releasePhrase(one!);
    if (one!.evidence.includes('summary'))
      return [
        `The action that ${one!.acquire}() registers releases ${resourceName(one!)} when the device goes, and when ${one!.function}() fails: with ${call} it is released twice.`,
      ];
    return [
      `${resourceName(one!)} comes from ${one!.acquire}() and is released when the device goes: with ${call} it is released twice.`,
    ];
  },
  'wrong-release': ([one]) => {
    const wrong = placeOf(one!, 'release');
    const start = wrong
      ? `"${wrong.text.trim()}" does not give back ${resourceName(one!)} here`
      : `${one!.acquire}() keeps a reference to ${resourceName(one!)} even when it fails`;
    return [`${start}: ${one!.function}() has to drop it with ${releasePhrase(one!)}.`, ...remedyOf([one!])];
  },
};

/** The acquire is in unseen code; the exits next to this one show what is held. */
function unseenAcquireComment(group: Group): readonly string[] {
  const [one] = group;
  const loop = placesOf(one!, 'release').length > 0 && placesOf(one!, 'sibling').length === 0;
  if (loop)
    return [
      `This loop counts down and stops before the first element: ${releasesOf(group)} is never called for that one.`,
    ];
  const exit = exitPhrase(one!) ?? 'this exit';
  const label = skippedLabel(one!);
  if (label !== undefined)
    return [
      `The exit next to this one leaves ${one!.function}() by "goto ${label}", ${exit} without. Is what that label gives back not held here?`,
      ...remedyOf(group),
    ];
  const below = labelBelow(one!);
  if (below !== undefined)
    return [
      `The labels from "${below}" on give back what the steps before this one took; ${exit} leaves ${one!.function}() without. Is that not held here any more?`,
      ...remedyOf(group),
    ];
  const names = listing(distinct(group, resourceName));
  const sibling = placesOf(one!, 'sibling')[0];
  const shown = sibling ? ` ("${sibling.text.trim()}")` : '';
  return [
    `Is ${names} still held here? The exit next to this one${shown} gives it back with ${releasesOf(group)}, ${exit} leaves ${one!.function}() without.`,
    ...remedyOf(group),
  ];
}

function pathComment(group: Group): readonly string[] {
  const [one] = group;
  if (one!.acquire === '') return unseenAcquireComment(group);
  const elsewhere = releasedOnlyIn(one!);
  if (elsewhere !== undefined)
    return [
      `When something fails further down in ${one!.function}(), does anything give back ${namesOf(group).replace(/,$/, '')}? I see ${releasesOf(group)} in ${elsewhere}() only.`,
    ];
  const when = whenPhrase(one!);
  const exit = exitPhrase(one!);
  const releases = releasesOf(group);
  const name = `${one!.function}()`;
  const fn = exit === `the end of ${name}` ? 'it' : name;
  const then = when.startsWith('when') ? 'then ' : '';
  const way =
    exit === undefined || (when === '' && waysOf(one!).length > 1) ? undefined : `${exit} ${then}leaves ${fn}`;
  if (one!.confidence !== 'high') {
    const asked = namesOf(group).replace(/,$/, '');
    const first = `Does anything give back ${asked}${spaced(when)}?`;
    return [
      way === undefined
        ? `${first} I do not see ${releases} on the exits of ${name}, for example on ${examplePhrase(one!)}.`
        : `${first} ${sentence(way)}, and I do not see ${releases} on that way.`,
      ...remedyOf(group),
    ];
  }
  const lost =
    way === undefined
      ? ` by several exits of ${name}, for example by ${examplePhrase(one!)}: ${releases} ${releases.includes(' and ') ? 'are' : 'is'} missing there.`
      : `${spaced(when)}: ${way} without ${releases}.`;
  const names = namesOf(group);
  const isOne = distinct(group, resourceName).length === 1;
  if (group.length > 1) return [`${sentence(names)} ${isOne ? 'is' : 'are'} lost${lost}`, ...remedyOf(group)];
  const what = sentence(resourceName(one!));
  const [cause, ...causes] = causesOf(one!) ?? [];
  if (cause === one!.acquire && causes.length === 0 && exit !== undefined && !isAssigned(one!))
    return [
      `${cause}() keeps its count on ${resourceName(one!)} even when it fails: ${exit} then leaves ${name} without ${releases}.`,
      ...remedyOf(group),
    ];
  const onDevice = callOnDevice(one!);
  if (isUnderAcquire(one!)) {
    const state = way === undefined ? 'is lost' : fate(one!);
    if (onDevice !== undefined) return [`What ${onDevice} does here is not undone${lost}`, ...remedyOf(group)];
    if (one!.resource === '') return [`What ${one!.acquire}() returned here ${state}${lost}`, ...remedyOf(group)];
    return [`${what}, acquired here with ${one!.acquire}(), ${state}${lost}`, ...remedyOf(group)];
  }
  const word = exitWord(one!);
  const where = word === 'end' ? `at the end of ${name}` : `before the ${word} that leaves ${name}`;
  if (onDevice !== undefined)
    return [`What ${onDevice} did is not undone${spaced(when)}: ${releases} is missing ${where}.`, ...remedyOf(group)];
  return [
    `${what} is still held here since ${one!.acquire}(), and ${fate(one!)}${spaced(when)}: ${releases} is missing ${where}.`,
    ...remedyOf(group),
  ];
}

/** The acquire gives a new handle each time, so its failure leaves nothing behind. */
function isAssigned(one: Finding): boolean {
  return (placeOf(one, 'acquire')?.text ?? '').includes(`${one.resource} = `);
}

/** `a from f() and b from g()`, or `a and b, both from f(),`, or `a, from f() and g(),`. */
function namesOf(group: Group): string {
  const names = distinct(group, resourceName);
  const acquires = distinct(group, (one) => one.acquire);
  if (group.length > 1 && names.length === 1)
    return `${names[0]!}, from ${listing(acquires.map((one) => `${one}()`))},`;
  if (acquires.length > 1 || names.length < 2)
    return listing(distinct(group, (one) => `${resourceName(one)} (${one.acquire}())`));
  return `${listing(names)}, ${names.length === 2 ? 'both' : 'all'} from ${acquires[0]!}(),`;
}

function distinct(group: Group, name: (one: Finding) => string): readonly string[] {
  return [...new Set(group.map(name))];
}

/** The releases that are missing, each once; with its argument where any finding knows it. */
function releasesOf(group: Group): string {
  const all = distinct(group, releasePhrase);
  return listing(
    all.filter((call) => !all.some((other) => other !== call && other.startsWith(call.replace(/\)$/, '')))),
  );
}

function loopComment([one]: Group): readonly string[] {
  if (isAgain(one!)) return againComment(one!);
  const exit = exitPhrase(one!);
  const leaving = placesOf(one!, 'exit').some((place) => /^(return|goto|break)\b/.test(place.text.trim()));
  if (!leaving && !/^for_|each/.test(one!.acquire)) {
    return [
      `${sentence(resourceName(one!))} from ${one!.acquire}() is acquired anew in each turn of the loop, and nothing gives the previous one back: ${releasePhrase(one!)} is missing in ${one!.function}().`,
    ];
  }
  return [
    `The loop holds a reference on ${resourceName(one!)} in each turn; ${exit ?? 'leaving it early'}${spaced(whenPhrase(one!))} does not drop it: ${releasePhrase(one!)} is missing in ${one!.function}() before ${exit === undefined ? 'these exits' : `the ${exitWord(one!)}`}.`,
    ...(one!.remedy?.kind === 'goto' ? remedyOf([one!]) : []),
  ];
}

/** The remedy as a question, where it is sure or sibling exits show it. */
function remedyOf(group: Group): readonly string[] {
  const [one] = group;
  const labels = group.map((each) => (each.remedy?.kind === 'goto' ? each.remedy.label : undefined));
  const word = exitWord(one!);
  if (labels.every((label) => label !== undefined && label === labels[0]))
    return [`"goto ${labels[0]!}" instead of the ${word}?`];
  if (group.some((each) => each.remedy) || word !== 'return') return [];
  const sibling = placesOf(one!, 'sibling').find((place) => /^\s*goto \w+;/.test(place.text));
  const label = sibling && /goto (\w+)/.exec(sibling.text)![1]!;
  return label === undefined ? [] : [`Other exits use "goto ${label}"; should this one as well?`];
}

/** A part of a sentence with the space before it, or nothing. */
function spaced(part: string): string {
  return part === '' ? '' : ` ${part}`;
}

/** A sentence starts with a capital, but a name of the code stays as it is. */
function sentence(text: string): string {
  return /^(what|the|each|these) /.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;
}

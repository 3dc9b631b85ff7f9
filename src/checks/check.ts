import type { CheckId, Confidence, Effect, Evidence, Place, Role } from '../types.js';
import { fieldsOf, tail } from '../flow/access-path.js';
import type { Seen, View } from '../flow/view.js';

/** A place of a finding before it is turned into lines of the mail: line index in a function's source. */
export interface Spot {
  readonly role: Role;
  readonly seen: Seen;
  readonly at: number;
  /** Set where the place is a function as a whole rather than a line of it. */
  readonly name?: string;
}

/** One way out that loses the resource. */
export interface Way {
  /** Line index of the return or goto that leaves, and of the decision before it, -1 without. */
  readonly exit: number;
  readonly branch: number;
}

/** What a check found on one side of a patch; the judge compares the sides and makes findings of it. */
export interface Candidate {
  readonly check: CheckId;
  readonly rule: string;
  readonly confidence: Confidence;
  readonly effect: Effect;
  readonly evidence: readonly Evidence[];
  /** The function to name. */
  readonly seen: Seen;
  readonly resource: string;
  readonly acquire: string;
  readonly releases: readonly string[];
  /** Where the comment belongs if the line is new: the acquire. */
  readonly origin: { readonly seen: Seen; readonly at: number };
  /** The ways out that lose it; empty for a finding about a teardown. */
  readonly ways: readonly Way[];
  readonly spots: readonly Spot[];
  /** For a finding about a teardown: true if the teardown itself is known in full. */
  readonly certain: boolean;
  /** Other code may give it back: it counts only where the patch takes the release away. */
  readonly onlyIfRemoved?: boolean;
}

/** What a check may look at. */
export interface CheckInput {
  readonly view: View;
  /** Functions that the patch changes: only these are reported on, or what belongs to their lifecycle. */
  readonly touched: ReadonlySet<string>;
  /** Words that the patch is first to mention: an unseen line cannot speak of them. */
  readonly isNewName: (name: string) => boolean;
  /** Fields that the patch adds to a struct, under a name that is new as well. */
  readonly isNewField: (name: string) => boolean;
  /** Names that lines which the patch removes, or adds, call. */
  readonly removedCalls: () => ReadonlySet<string>;
  readonly addedCalls: () => ReadonlySet<string>;
  /** The line was added by the patch (after) or is removed by it (before). */
  readonly isChanged: (seen: Seen, at: number) => boolean;
}

/** A check is a value: its id, its documentation, and a pure function. */
export interface Check {
  readonly ids: readonly CheckId[];
  readonly run: (input: CheckInput) => readonly Candidate[];
}

/** The functions that the patch changes. */
export function touchedFunctions({ view, touched }: CheckInput): readonly Seen[] {
  return view.all.filter((seen) => touched.has(functionKey(seen.source.path, seen.fn.name)));
}

/** The last name of a path is new, or that of a field on the way to it. */
export function namesNew(path: string, { isNewName, isNewField }: CheckInput): boolean {
  return isNewName(tail(path)) || fieldsOf(path).some(isNewField);
}

/** Key of a function in `CheckInput.touched`. */
export function functionKey(path: string, name: string): string {
  return `${path}:${name}`;
}

const RANK: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };
const BY_RANK: readonly Confidence[] = ['high', 'medium', 'low'];

/** The least of several confidences. */
export function least(...all: readonly Confidence[]): Confidence {
  return BY_RANK[Math.max(...all.map((one) => RANK[one]))]!;
}

/** One step less sure; `low` stays. */
export function lower(confidence: Confidence, steps = 1): Confidence {
  return BY_RANK[Math.min(2, RANK[confidence] + steps)]!;
}

/** Whether `a` is at least as sure as `b`. */
export function atLeast(a: Confidence, b: Confidence): boolean {
  return RANK[a] <= RANK[b];
}

export type { Place };

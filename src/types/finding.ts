import type { Confidence } from './confidence.js';
import type { Skipped } from './patch.js';
import type { MailKind } from './mail.js';
import type { Effect } from './catalogue.js';

export type Verdict = 'introduced' | 'pre-existing' | 'fixed';

export type CheckId =
  | 'leak-on-error-path'
  | 'leak-on-success-path'
  | 'leak-in-loop'
  | 'leak-at-teardown'
  | 'lost-release'
  | 'mixed-management'
  | 'wrong-release';

/**
 * A place that belongs to a finding. `acquire`: where it was acquired; `branch`: the condition that leads out; `exit`: the way out;
 * `release`: a release that exists and does not serve; `sibling`: an exit that does release; `init` / `teardown`: the functions of the
 * lifecycle; `ladder`: a step of init's unwinding ladder that the teardown has; `removed`: a release that the patch removes;
 * `start`: what queues or starts a thing that runs later; `use`: a step that still uses what was released; `caller`: who calls the function that acquires; `entry`: a caller of init or teardown from outside that shows the effect.
 */
export type Role =
  | 'acquire'
  | 'branch'
  | 'exit'
  | 'release'
  | 'sibling'
  | 'init'
  | 'teardown'
  | 'ladder'
  | 'removed'
  | 'caller'
  | 'entry'
  | 'start'
  | 'use';

export interface Place {
  readonly role: Role;
  readonly file: string;
  readonly function: string;
  /** Line number in the file after the patch, from 1 (before it for role `removed`); 0 where unknown. */
  readonly line: number;
  readonly mailLine: number | undefined;
  readonly text: string;
  /** Of a `branch` or an `exit`: the function whose failure leads out, where that is certain. */
  readonly cause?: string;
  /** Of a `branch`: the exit that follows it here stands inside it. */
  readonly taken?: true;
}

/** A change of consecutive lines of the file after the patch. */
export interface Edit {
  readonly file: string;
  /** Number of the first line that is taken out, or of the line that the new ones stand before; after the patch, from 1. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Up to three lines that stand before and behind. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * What mends a finding, where it is mechanical. `goto`: leave through a label that gives all back; `release`: call the release before leaving;
 * `teardown`: call it in the teardown; `move`: it is called elsewhere, and that call belongs into the teardown (no edits: the order is the author's).
 */
export type Remedy =
  | { readonly kind: 'goto'; readonly label: string; readonly edits: readonly Edit[] }
  | { readonly kind: 'release'; readonly call: string; readonly edits: readonly Edit[] }
  | { readonly kind: 'teardown'; readonly call: string; readonly function: string; readonly edits: readonly Edit[] }
  | {
      readonly kind: 'move';
      readonly call: string;
      readonly from: string;
      readonly function: string;
      readonly edits: readonly Edit[];
    };

/** What an init function does step by step, and which call of its teardown undoes each step. */
export interface LifecycleSteps {
  readonly init: string;
  readonly teardown: string;
  readonly steps: readonly {
    readonly acquire: string;
    readonly release: string;
    /** The teardown lacks it. */
    readonly isMissing: boolean;
  }[];
}

/** What a finding rests on, strongest first where several apply. `no-teardown`: the ops struct that names the init names no teardown. `order`: it is released too early. `again`: the
 * function runs time and again. */
export type Evidence =
  | 'catalogue'
  | 'ladder'
  | 'sibling-exit'
  | 'teardown-in-view'
  | 'summary'
  | 'antonym'
  | 'new-in-patch'
  | 'gap-crossed'
  | 'no-teardown'
  | 'order'
  | 'again';

export interface Finding {
  /** Family id of the catalogue, or `inferred`. */
  readonly rule: string;
  readonly check: CheckId;
  readonly confidence: Confidence;
  readonly verdict: Verdict;
  readonly file: string;
  /** The function to name: where the resource is lost, or the init function for a teardown finding. */
  readonly function: string;
  /** Where the comment sits: line after the patch, and line of `Mail.body`, both from 1. */
  readonly line: number;
  readonly mailLine: number;
  readonly text: string;
  /** The function that acquires; empty where it is in unseen code and other exits show that the resource is held. */
  readonly acquire: string;
  readonly release: readonly string[];
  readonly resource: string;
  readonly effect: Effect;
  readonly evidence: readonly Evidence[];
  readonly related: readonly Place[];
  readonly remedy?: Remedy;
  /** It no longer holds once later patches of the same series are applied: the series is not bisectable. Then `low`. */
  readonly repairedLater?: true;
  /** Of a finding about a teardown, where both ends are in view. */
  readonly lifecycle?: LifecycleSteps;
}

export interface PatchReport {
  readonly source: string;
  readonly messageId: string;
  readonly subject: string;
  readonly kind: MailKind;
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** What trailers of the mail did to findings, or failed to do. */
  readonly notes?: readonly string[];
}

export interface Report {
  readonly tool: { readonly name: 'checkleak'; readonly version: string };
  readonly patches: readonly PatchReport[];
}

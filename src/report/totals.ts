import type { MailKind } from '../types.js';

/** What was counted over all mails. */
export interface Totals {
  readonly mails: number;
  readonly patches: number;
  readonly findings: number;
  /** Findings of high confidence. */
  readonly sure: number;
  /** Mails that are no patches, by kind. */
  readonly others: Readonly<Partial<Record<MailKind, number>>>;
}

import type { MailKind, PatchReport } from '../types.js';

/** What a review of one mail gives to who writes it out; plain data, so that it can come from another process. */
export interface Outcome {
  readonly index: number;
  /** Source and Message-ID or subject, to name the mail. */
  readonly name: string;
  /** What the format says of this mail; empty for nothing. */
  readonly text: string;
  readonly kind: MailKind;
  readonly isAnalysed: boolean;
  readonly findings: number;
  /** Findings of high confidence. */
  readonly sure: number;
  /** For stderr: what trailers did, where the options want it said. */
  readonly notes: string;
  /** Only where the format needs it at the end. */
  readonly report: PatchReport | undefined;
  /** How checkleak failed on this mail: the stack of a bug, or how the process ended. */
  readonly crash: string | undefined;
}

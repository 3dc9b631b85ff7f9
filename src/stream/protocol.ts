import type { ReviewOptions } from '../cli/options.js';
import type { RawMail } from '../mail/read.js';
import type { Outcome } from './outcome.js';

/** What is said to a worker: first its options, then mails. */
export type ToWorker =
  { readonly kind: 'open'; readonly options: ReviewOptions } | { readonly kind: 'mail'; readonly raw: RawMail };

/** What a worker says: an outcome for each mail, in the order in which they came, with its resident memory in bytes. */
export type FromWorker =
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly memory: number }
  | { readonly kind: 'refused'; readonly message: string };

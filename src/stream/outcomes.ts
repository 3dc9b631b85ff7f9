import type { ReviewOptions } from '../cli/options.js';
import { readRawMails, sizeOf, type RawMail } from '../mail/read.js';
import type { Outcome } from './outcome.js';
import { openReviewer } from './reviewer.js';
import { withSeries } from './series.js';

/** Input up to this size is reviewed in this process: starting two others takes as long as they save (bytes; some 80 patches; measured). */
const SMALL = 768 * 1024;
/** How often other events, such as Ctrl-C, get their turn (ms). */
const TURN = 50;

/**
 * Reviews all mails of the inputs; one outcome a mail, in input order, in bounded memory. Ends early, with whole outcomes, once `signal` is aborted.
 * Throws UserError where an input or an option cannot be used.
 */
export async function* outcomesOf(options: ReviewOptions, signal: AbortSignal): AsyncGenerator<Outcome> {
  const { audit, tree } = options;
  const size = audit === undefined ? sizeOf(options.inputs) : Infinity;
  const mails =
    audit === undefined || tree === undefined
      ? withSeries(
          readRawMails(options.inputs, () => process.stdin),
          () => mailsBeside(options.beside ?? []),
        )
      : (await import('../mail/audit.js')).auditMails(audit, tree);
  const isLarge = options.jobs > 1 && size > SMALL;
  try {
    if (!isLarge || size === Infinity) yield* reviewHere(mails, options, isLarge ? SMALL : Infinity, signal);
    if (!isLarge || signal.aborted) return;
    const { reviewElsewhere } = await import('./pool.js');
    yield* reviewElsewhere(mails, options, signal);
  } finally {
    // Not waited for: a read that is under way may never end.
    void mails.return(undefined);
  }
}

/** Reviews in this process, until more than `most` bytes have come. */
async function* reviewHere(
  mails: AsyncGenerator<RawMail>,
  options: ReviewOptions,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<Outcome> {
  const reviewer = await openReviewer(options);
  const isStopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  let bytes = 0;
  let turned = performance.now();
  try {
    while (bytes <= most && !signal.aborted) {
      const next = await Promise.race([mails.next(), isStopped]);
      if (!next || next.done) return;
      bytes += next.value.bytes.length;
      yield await reviewer.review(next.value);
      if (performance.now() - turned < TURN) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turned = performance.now();
    }
  } finally {
    await reviewer.close();
  }
}

/** Files that may hold the rest of a series; none where they are none. */
function mailsBeside(paths: readonly string[]): AsyncGenerator<RawMail> | readonly RawMail[] {
  return paths.length === 0 ? [] : readRawMails(paths, () => process.stdin);
}

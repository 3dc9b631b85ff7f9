import { UserError } from '../user-error.js';
import { openReviewer, type Reviewer } from './reviewer.js';
import type { FromWorker, ToWorker } from './protocol.js';

/** Life of a worker process: reviews what its parent sends, one after the other, until the parent goes. */
export function work(): void {
  let reviewer: Promise<Reviewer> | undefined;
  let last: Promise<void> = Promise.resolve();
  const say = (message: FromWorker): void => {
    process.send?.(message, () => undefined);
  };
  const take = async (message: ToWorker): Promise<void> => {
    if (message.kind === 'open') {
      reviewer = openReviewer(message.options);
      await reviewer;
    } else if (reviewer) {
      const outcome = await (await reviewer).review(message.raw);
      say({ kind: 'outcome', outcome, memory: process.memoryUsage.rss() });
    }
  };
  // Ctrl-C reaches the whole process group; the parent decides what is finished.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit());
  process.on('message', (message: ToWorker) => {
    last = last
      .then(() => take(message))
      .catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        say({ kind: 'refused', message: error.message });
      });
  });
}

/** Shown after this long (ms): short work needs no progress. */
const DELAY = 700;

export interface Progress {
  show(counts: { readonly mails: number; readonly findings: number }): void;
  /** Makes room for output on the same terminal. */
  clear(): void;
  stop(): void;
}

/** A spinner on stderr that counts mails and findings; it is loaded once the work lasts. */
export function startProgress(): Progress {
  const begun = performance.now();
  let spinner: import('ora').Ora | undefined;
  let isAsked = false;
  let isOver = false;
  let text = '';
  const load = async (): Promise<void> => {
    isAsked = true;
    const { default: ora } = await import('ora');
    const made = ora({ text, stream: process.stderr, discardStdin: false });
    // Where ora does not animate (CI=…, TERM=dumb), it would leave a line that nothing clears.
    if (!isOver && made.isEnabled) spinner = made.start();
  };
  return {
    show: ({ mails, findings }) => {
      const seconds = (performance.now() - begun) / 1000;
      text = `${mails} mails, ${findings} findings, ${(mails / seconds).toFixed(0)} mails/s`;
      if (spinner) spinner.text = text;
      else if (!isAsked && seconds * 1000 > DELAY) void load();
    },
    clear: () => {
      spinner?.clear();
    },
    stop: () => {
      isOver = true;
      spinner?.stop();
    },
  };
}

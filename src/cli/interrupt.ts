/** How the user, or who runs the program, ends it early. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C or SIGTERM: what is under way is finished, and nothing else begun. */
  readonly signal: AbortSignal;
  /** The exit code that tells of it. */
  code(): number;
  /** The end is being written: from here on `finish` is not called. A run that was not ended early can be killed as any other. */
  release(): void;
}

/** Exit codes of a shell for a program that such a signal ended: 128 and its number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Listens for Ctrl-C and SIGTERM. At the second one `finish` is called, which must leave whole results at once, and the process ends. */
export function listen(finish: () => void): Interrupt {
  const stop = new AbortController();
  let code: number = SIGNALS.SIGINT;
  let isFinished = false;
  const onSignal = (name: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      if (!isFinished) finish();
      process.exit(code);
    }
    code = name === 'SIGTERM' ? SIGNALS.SIGTERM : SIGNALS.SIGINT;
    stop.abort();
  };
  for (const name of Object.keys(SIGNALS)) process.on(name, onSignal);
  return {
    signal: stop.signal,
    code: () => code,
    release: () => {
      isFinished = true;
      if (stop.signal.aborted) return;
      for (const name of Object.keys(SIGNALS)) process.removeListener(name, onSignal);
    },
  };
}

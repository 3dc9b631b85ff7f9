import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { asset } from '../asset.js';
import type { ReviewOptions } from '../cli/options.js';
import { reporterOf } from '../cli/reporters.js';
import type { RawMail } from '../mail/read.js';
import { UserError } from '../user-error.js';
import { collect } from '../memory.js';
import { WORKER_FLAGS } from './flags.js';
import type { Outcome } from './outcome.js';
import type { FromWorker, ToWorker } from './protocol.js';
import { lostOutcome } from './reviewer.js';

/** Mails that a worker is given ahead of the one it reviews. */
const AHEAD = 3;
/** A further worker is started where so many bytes of mails wait for each that there is: reviewing less takes no longer than its start. */
const WORTH = 256 * 1024;
/** Mails, and bytes of mails, that are read ahead of the one that is to be written next. */
const WINDOW = 400;
const WINDOW_BYTES = 64 * 1024 * 1024;
/** After so many bytes of mails, their buffers are collected. */
const COLLECT = 8 * 1024 * 1024;
/** A worker that has grown beyond this (bytes) makes room for a new one. */
const GROWN = 256 * 1024 * 1024;
/** Characters of what a worker says that are kept. */
const MOST_SAID = 16_384;
/** No mail takes as long (ms): a worker that does hangs. */
const PATIENCE = 120_000;

interface Worker {
  readonly child: ChildProcess;
  /** Given to it and not answered, in order: if it ends, the first is what ended it. */
  readonly given: RawMail[];
  since: number;
  isRetiring: boolean;
  /** Why it was ended, where we did it. */
  ended: string | undefined;
  /** What it wrote to stderr, as far as it tells how it ended. */
  said: string;
}

/** Reviews in up to `options.jobs` worker processes; outcomes come in input order. A worker that crashes loses only the mail that it crashed on. */
export async function* reviewElsewhere(
  mails: AsyncGenerator<RawMail>,
  options: ReviewOptions,
  signal: AbortSignal,
  program: URL = asset('start/worker.cjs'),
): AsyncGenerator<Outcome> {
  const reporter = await reporterOf(options.format, options);
  const workers = new Set<Worker>();
  const waiting: RawMail[] = [];
  const done = new Map<number, Outcome>();
  const tried = new Set<number>();
  /** Mails with findings, which are reviewed again together with the rest of their series: few are, so that few are sent more than once. */
  const withRest = new Set<number>();
  let [inFlight, bytesInFlight, bytesRead, hasEnded] = [0, 0, 0, false];
  let next: number | undefined;
  let failure: Error | undefined;
  let isLeft = false;
  let wake = (): void => undefined;

  const finish = (raw: RawMail, outcome: Outcome): void => {
    done.set(raw.index, outcome);
    bytesInFlight -= raw.bytes.length;
    wake();
  };
  const lose = async (raw: RawMail, crash: string): Promise<void> => {
    finish(raw, await lostOutcome(raw, crash, reporter));
  };
  const give = (): void => {
    if (failure === undefined && workers.size < options.jobs && bytesOf(waiting) > WORTH * workers.size) start();
    for (const worker of workers) {
      while (!worker.isRetiring && worker.given.length <= AHEAD && waiting.length > 0) {
        const raw = waiting.shift()!;
        if (worker.given.push(raw) === 1) worker.since = performance.now();
        send(worker, { kind: 'mail', raw: withRest.has(raw.index) ? raw : aloneOf(raw) });
      }
    }
  };
  const onMessage = (worker: Worker, message: FromWorker): void => {
    if (message.kind === 'refused') {
      failure ??= new UserError(message.message);
      wake();
      return;
    }
    const raw = worker.given.shift();
    worker.since = performance.now();
    if (raw?.later && message.outcome.findings > 0 && !withRest.has(raw.index)) {
      withRest.add(raw.index);
      waiting.unshift(raw);
    } else if (raw) finish(raw, message.outcome);
    if (message.memory > GROWN) worker.isRetiring = true;
    if (worker.isRetiring && worker.given.length === 0) {
      worker.child.disconnect();
      start();
    }
    give();
  };
  const onExit = (worker: Worker, how: string): void => {
    if (!workers.delete(worker)) return;
    const [culprit, ...others] = worker.given;
    waiting.unshift(...others);
    if (culprit) {
      // It may have been the worker's age and not the mail: the mail gets a second worker.
      if (tried.has(culprit.index) || worker.ended !== undefined) void lose(culprit, worker.ended ?? how);
      else waiting.unshift(culprit);
      tried.add(culprit.index);
    } else if (!worker.isRetiring && !hasEnded) failure ??= new Error(`a worker ended before it had work: ${how}`);
    if (!worker.isRetiring && failure === undefined) start();
    give();
    wake();
  };
  const start = (): void => {
    // Answers and mails that were still on their way when the pool was left want no worker.
    if (isLeft) return;
    const child = fork(fileURLToPath(program), {
      execArgv: [...process.execArgv, ...WORKER_FLAGS],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const since = performance.now();
    const worker: Worker = { child, given: [], since, isRetiring: false, ended: undefined, said: '' };
    workers.add(worker);
    child.on('message', (message: FromWorker) => {
      onMessage(worker, message);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (worker.said.length < MOST_SAID) worker.said += text;
    });
    child.on('close', (code, name) => {
      onExit(worker, endOf(code, name, worker.said));
    });
    child.on('error', (error) => {
      onExit(worker, error.message);
    });
    send(worker, { kind: 'open', options });
  };
  const watch = setInterval(() => {
    for (const worker of workers) {
      if (worker.given.length === 0 || performance.now() - worker.since < PATIENCE) continue;
      worker.ended = `took longer than ${PATIENCE / 1000} s`;
      worker.child.kill('SIGKILL');
    }
  }, 1000);
  const onAbort = (): void => {
    wake();
  };
  signal.addEventListener('abort', onAbort);

  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const one = await mails.next().catch((error: unknown) => {
      failure ??= error instanceof Error ? error : new Error(String(error));
      return { done: true, value: undefined } as const;
    });
    reading = undefined;
    if (one.done) hasEnded = true;
    else {
      next ??= one.value.index;
      inFlight++;
      bytesInFlight += one.value.bytes.length;
      bytesRead += one.value.bytes.length;
      if (bytesRead > COLLECT) {
        bytesRead = 0;
        await collect('all');
      }
      waiting.push(one.value);
      give();
    }
  };
  try {
    start();
    for (;;) {
      const ready = next === undefined ? undefined : done.get(next);
      if (ready) {
        done.delete(next!);
        next!++;
        inFlight--;
        yield ready;
        continue;
      }
      if (failure) throw failure;
      if (signal.aborted || (hasEnded && inFlight === 0)) return;
      const changed = new Promise<void>((resolve) => (wake = resolve));
      if (!hasEnded && inFlight < WINDOW && bytesInFlight < WINDOW_BYTES) reading ??= read();
      await (reading ? Promise.race([reading, changed]) : changed);
    }
  } finally {
    isLeft = true;
    clearInterval(watch);
    signal.removeEventListener('abort', onAbort);
    for (const worker of workers) {
      worker.isRetiring = true;
      worker.child.kill('SIGKILL');
    }
    workers.clear();
  }
}

/** How a process ended, in words; below them what it said of a bug, but not the pages that V8 prints when memory is used up. */
function endOf(code: number | null, signal: NodeJS.Signals | null, said: string): string {
  if (/heap out of memory|Array buffer allocation failed|FATAL ERROR:.*memory/i.test(said))
    return 'the process ran out of memory';
  const how = signal ? `the process was ended by ${signal}` : `the process ended with status ${code ?? 0}`;
  return said === '' ? how : `${how}\n${said.trimEnd()}`;
}

function bytesOf(mails: readonly RawMail[]): number {
  return mails.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function aloneOf({ source, index, bytes, earlier }: RawMail): RawMail {
  return { source, index, bytes, ...(earlier ? { earlier } : {}) };
}

/** A worker that is gone is told of by its `exit`. */
function send({ child }: Worker, message: ToWorker): void {
  if (child.connected) child.send(message, () => undefined);
}

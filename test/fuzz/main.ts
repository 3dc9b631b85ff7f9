import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCorpus } from './corpus.js';
import { mutate } from './mutate.js';
import { randomOf } from './random.js';

/** A case that says nothing for so long hangs (ms). */
const HANG = 60_000;
/** Cases a child process runs before it is renewed. */
const BATCH = 2000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    count: { type: 'string', default: 'Infinity' },
    corpus: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string', default: 'fuzz-found' },
  },
});

interface Told {
  readonly begun?: number;
  readonly done?: number;
  readonly took?: number;
  readonly problem?: string;
}

/** `npm run fuzz -- [--seconds N] [--seed S] [--count N] [--corpus DIR]… [--keep DIR]`: what fails is kept as SEED.eml and SEED.txt. */
async function fuzz(): Promise<void> {
  const dirs = ['test-patches', ...values.corpus];
  const corpus = await readCorpus(dirs);
  const first = Number(values.seed ?? Date.now() % 1_000_000_000);
  const until = performance.now() + Number(values.seconds) * 1000;
  const end = first + Number(values.count);
  let [seed, cases, slowest, slowestSeed] = [first, 0, 0, first];
  const found = new Map<number, string>();
  console.log(`${corpus.length} mails; first seed ${first}`);
  while (performance.now() < until && seed < end) {
    seed = await batch(seed, Math.min(BATCH, end - seed), dirs, until, (told) => {
      cases++;
      if ((told.took ?? 0) > slowest) [slowest, slowestSeed] = [told.took ?? 0, told.done ?? 0];
      if (told.problem !== undefined && told.done !== undefined) found.set(told.done, told.problem);
    });
  }
  for (const [one, problem] of found) {
    const random = randomOf(one);
    mkdirSync(values.keep, { recursive: true });
    writeFileSync(join(values.keep, `${one}.eml`), mutate(random.pick(corpus), random.pick(corpus), random));
    writeFileSync(join(values.keep, `${one}.txt`), `${problem}\n`);
    console.log(`seed ${one}: ${problem.split('\n').slice(0, 4).join('\n  ')}`);
  }
  console.log(
    `${cases} cases, seeds ${first} to ${seed - 1}; slowest ${slowest.toFixed(0)} ms (seed ${slowestSeed}); ${found.size} failed`,
  );
  process.exitCode = found.size > 0 ? 1 : 0;
}

/** Runs seeds in a child until they or the time are over; returns the next seed. A crash or a hang is a failure of the seed that was running. */
function batch(
  first: number,
  count: number,
  dirs: readonly string[],
  until: number,
  tell: (told: Told) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const file = fileURLToPath(new URL('./worker.js', import.meta.url));
    const child = fork(file, [String(first), String(count), ...dirs], {
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    });
    let [running, last, isOver] = [-1, performance.now(), false];
    const watch = setInterval(() => {
      isOver = performance.now() > until;
      if (isOver && running < 0) child.kill('SIGKILL');
      if (performance.now() - last > HANG) child.kill('SIGKILL');
    }, 500);
    let next = first;
    child.on('message', (told: Told) => {
      last = performance.now();
      if (told.begun !== undefined) running = told.begun;
      if (told.done === undefined) return;
      running = -1;
      next = told.done + 1;
      tell(told);
      if (performance.now() > until) child.kill('SIGKILL');
    });
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      const isHang = performance.now() - last > HANG;
      if (running >= 0 && (isHang || performance.now() < until)) {
        tell({
          done: running,
          problem: isHang ? `hangs for ${HANG} ms` : `the process ended: ${signal ?? String(code)}`,
        });
        next = running + 1;
      }
      resolve(next);
    });
  });
}

await fuzz();

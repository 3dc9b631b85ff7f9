import { mutate } from './mutate.js';
import { randomOf } from './random.js';
import { readCorpus } from './corpus.js';
import { openStages } from './stages.js';

/** One case may take this long (ms); the mails are below 400 kB, and other programs may be running. */
const SLOW = 5000;

/** Child process: runs the cases of a range of seeds and tells of each before and after. */
const [first = '0', count = '1', ...dirs] = process.argv.slice(2);
const corpus = await readCorpus(dirs);
const stages = await openStages();
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  process.send?.({ begun: seed });
  const random = randomOf(seed);
  const bytes = mutate(random.pick(corpus), random.pick(corpus), random);
  const begun = performance.now();
  const problem = await stages(bytes).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  const took = performance.now() - begun;
  process.send?.({ done: seed, took, problem: problem ?? (took > SLOW ? `took ${took.toFixed(0)} ms` : undefined) });
  if (seed % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
}
process.disconnect();

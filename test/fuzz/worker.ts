import { mutate } from './mutate.js';
import { randomOf } from './random.js';
import { readCorpus } from './corpus.js';
import { openStages } from './stages.js';

/** CPU time that one case may take (ms): three reviews with all reports, and four readings, of a mail below 400 kB. */
const SLOW = 15_000;

/** Child process: runs the cases of a range of seeds and tells of each before and after. */
const [first = '0', count = '1', ...dirs] = process.argv.slice(2);
const corpus = await readCorpus(dirs);
const stages = await openStages();
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  process.send?.({ begun: seed });
  const random = randomOf(seed);
  const bytes = mutate(random.pick(corpus), random.pick(corpus), random);
  const begun = process.cpuUsage();
  const problem = await stages(bytes, [random.pick(corpus), random.pick(corpus)], random).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  const { user, system } = process.cpuUsage(begun);
  const took = (user + system) / 1000;
  process.send?.({ done: seed, took, problem: problem ?? (took > SLOW ? `took ${took.toFixed(0)} ms` : undefined) });
  if (seed % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
}
process.disconnect();

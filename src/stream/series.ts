import type { RawMail } from '../mail/read.js';
import { partOf, sameSeries, type Part } from '../mail/series.js';

/** Mails, and bytes of mails, that are read ahead in search of the rest of a series, and kept in case that it stood before. */
const MOST_MAILS = 128;
const MOST_BYTES = 16 * 1024 * 1024;

/** Parts of one series before and behind a mail that its review may look at, each. */
const MOST_PARTS = 32;

/** A part waits for the rest of its series until the next mail was waited for so long (ms): a pipe may stay open for days, `git format-patch` needs less for a patch. */
const PAUSE = 5000;

interface Placed {
  readonly raw: RawMail;
  readonly part: Part | undefined;
}

/**
 * Gives each mail the other parts of its series, as far as they stand near it in the same input or among `beside`, which are not reviewed
 * themselves. Order and number of the mails stay. Nothing is held back for longer than a pause of the input (ms).
 */
export async function* withSeries(
  mails: AsyncGenerator<RawMail>,
  beside: () => AsyncIterable<RawMail> | Iterable<RawMail> = () => [],
  pause = PAUSE,
): AsyncGenerator<RawMail> {
  const ahead: Placed[] = [];
  const behind: Placed[] = [];
  let extra: readonly Placed[] | undefined;
  const input = { hasEnded: false, since: 0 };
  let reading: Promise<void> | undefined;
  const take = async (): Promise<void> => {
    const next = await mails.next();
    reading = undefined;
    if (next.done) input.hasEnded = true;
    else ahead.push(placed(next.value));
  };
  const readOne = (): Promise<void> => {
    if (!reading) {
      input.since = performance.now();
      reading = take();
      // Whoever waits for it next is told.
      reading.catch(() => undefined);
    }
    return reading;
  };
  /** Whether something came before the pause was over. */
  const readSoon = async (): Promise<boolean> => {
    const read = readOne();
    const left = pause - (performance.now() - input.since);
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, Math.max(left, 0), false);
    });
    try {
      return await Promise.race([read.then(() => true), isOver]);
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    for (;;) {
      if (ahead.length === 0 && !input.hasEnded) await readOne();
      const first = ahead.shift();
      if (!first) return;
      const { raw, part } = first;
      if (!part || part.total === 1) yield raw;
      else {
        extra ??= await allOf(beside());
        let known = otherParts(part, [...ahead, ...behind, ...extra]);
        const missesLater = (): boolean =>
          known.filter((one) => one.number > part.number).length < part.total - part.number;
        while (!input.hasEnded && isWithin(ahead) && missesLater()) {
          if (!(await readSoon())) break;
          const { part: next } = ahead.at(-1) ?? {};
          if (next && sameSeries(part, next)) known = otherParts(part, [...ahead, ...behind, ...extra]);
        }
        const earlier = known.filter((one) => one.number < part.number).map((one) => one.raw);
        const later = known.filter((one) => one.number > part.number).map((one) => one.raw);
        yield {
          ...raw,
          ...(earlier.length > 0 && earlier.length <= MOST_PARTS ? { earlier } : {}),
          ...(later.length > 0 ? { later: later.slice(0, MOST_PARTS) } : {}),
        };
      }
      if (!part) continue;
      behind.push(first);
      while (!isWithin(behind)) behind.shift();
    }
  } finally {
    if (!reading) await mails.return(undefined);
  }
}

function placed(raw: RawMail): Placed {
  return { raw, part: partOf(raw) };
}

async function allOf(mails: AsyncIterable<RawMail> | Iterable<RawMail>): Promise<readonly Placed[]> {
  const all: Placed[] = [];
  for await (const raw of mails) {
    if (!isWithin(all)) break;
    all.push(placed(raw));
  }
  return all;
}

function isWithin(mails: readonly Placed[]): boolean {
  return mails.length < MOST_MAILS && mails.reduce((sum, { raw }) => sum + raw.bytes.length, 0) < MOST_BYTES;
}

interface Numbered {
  readonly number: number;
  readonly raw: RawMail;
}

/** In the order in which they are applied; of two with one number the first. */
function otherParts(part: Part, mails: readonly Placed[]): readonly Numbered[] {
  const found = new Map<number, RawMail>();
  for (const { raw, part: other } of mails) {
    if (!other || other.number === part.number || !sameSeries(part, other)) continue;
    if (!found.has(other.number)) found.set(other.number, raw);
  }
  return [...found].map(([number, raw]) => ({ number, raw })).sort((a, b) => a.number - b.number);
}

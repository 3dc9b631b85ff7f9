import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cost, least } from './measure.js';
import { BIN, ratioRow, told, type Row, type Setting } from './setting.js';
import { largeMail } from './kernel-mails.js';

const SIZES = [100, 1250, 2500, 5000, 10_000, 20_000];

/** How time grows with the size of a patch: new files of real code. */
export function growthRows({ kernel, dir }: Setting): readonly Row[] {
  const start = least(5, () => cost([process.execPath, '-e', '0'])).cpu;
  const times = SIZES.map((size) => {
    const file = join(dir, `large-${size}.eml`);
    writeFileSync(file, largeMail(kernel, size), 'latin1');
    return least(3, () => cost([process.execPath, BIN, file])).cpu;
  });
  const rows: Row[] = SIZES.map((size, i) => told(`patch of ${size} lines`, `${(times[i]! * 1000).toFixed(0)} ms`));
  for (let i = 2; i < SIZES.length; i++)
    rows.push(
      ratioRow(
        `time, ${SIZES[i]!} lines / ${SIZES[i - 1]!} lines, without Node's start`,
        (times[i]! - start) / (times[i - 1]! - start),
        2.2,
      ),
    );
  return [...rows, ...sameRows(kernel, dir, start)];
}

/** The lines of one file, and how often a patch adds it: other lines may hold other functions, these do not. */
const SAME = { size: 5000, files: [1, 2, 4] } as const;

function sameRows(kernel: string, dir: string, start: number): readonly Row[] {
  const times = SAME.files.map((files) => {
    const file = join(dir, `same-${files}.eml`);
    writeFileSync(file, largeMail(kernel, SAME.size, files), 'latin1');
    return least(3, () => cost([process.execPath, BIN, file])).cpu - start;
  });
  return SAME.files
    .slice(1)
    .map((files, i) =>
      ratioRow(
        `time, ${files} x the same ${SAME.size} lines / ${files / 2} x, without Node's start`,
        times[i + 1]! / times[i]!,
        2.2,
      ),
    );
}

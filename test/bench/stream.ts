import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cost, least } from './measure.js';
import { BIN, ratioRow, told, type Row, type Setting } from './setting.js';
import { textsOf } from './texts.js';

/** checkpatch is measured on every so many mails, and scaled: all of them would take minutes. */
const EACH = 10;

/** All mails of the mbox in one run on two cores. */
export async function streamRows({ kernel, mbox, mails, dir }: Setting): Promise<readonly Row[]> {
  const own = least(3, () => cost([process.execPath, BIN, '--jobs', '2', '--format', 'json', mbox]));
  const some = mails.filter((_, i) => i % EACH === 0);
  const checkpatch = some.map((mail, i) => {
    const file = join(dir, `stream-${i}.eml`);
    writeFileSync(file, mail);
    return cost(['perl', 'scripts/checkpatch.pl', file], { cwd: kernel });
  });
  const sum = (pick: 'cpu' | 'wall'): number =>
    (checkpatch.reduce((total, one) => total + one[pick], 0) * mails.length) / some.length;
  const texts = await textsOf(mbox);
  const file = join(dir, 'texts.json');
  writeFileSync(file, JSON.stringify(texts));
  const script = ['dist-test/bench/parse-only.js', file];
  const parse = least(3, () => cost([process.execPath, ...script])).cpu;
  const inner = Math.min(...[1, 2, 3].map(() => parseTime(script)));
  const rate = mails.length / own.wall;
  // checkpatch runs on both cores, too: two at a time halve its wall time.
  const checkpatchRate = (2 * mails.length) / sum('wall');
  return [
    told(
      'mails',
      `${mails.length}, ${texts.length} sides of files, ${texts.reduce((n, text) => n + text.length, 0)} characters of C`,
    ),
    { what: 'checkleak, mails a second on two cores', value: rate.toFixed(0), target: '>= 100', ok: rate >= 100 },
    told('checkpatch, mails a second on two cores', checkpatchRate.toFixed(1)),
    {
      what: 'checkleak / checkpatch, mails a second',
      value: `${(rate / checkpatchRate).toFixed(1)} x`,
      target: '>= 30 x',
      ok: rate / checkpatchRate >= 30,
    },
    told(
      'checkleak, CPU',
      `${own.cpu.toFixed(2)} s; checkpatch ${sum('cpu').toFixed(1)} s = ${(sum('cpu') / own.cpu).toFixed(1)} x`,
    ),
    told('tree-sitter alone, CPU', `${parse.toFixed(2)} s the process, ${inner.toFixed(2)} s of it parsing`),
    ratioRow('checkleak / tree-sitter alone, CPU of the processes', own.cpu / parse, 4),
    told('checkleak / parsing alone, CPU', `${(own.cpu / inner).toFixed(2)} x`),
  ];
}

function parseTime(script: readonly string[]): number {
  const done = spawnSync(process.execPath, script, { encoding: 'utf8' });
  return Number(done.stdout);
}

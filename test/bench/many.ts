import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { watch } from './measure.js';
import { BIN, ratioRow, told, type Row, type Setting } from './setting.js';

const MB = 1024 * 1024;

/** An mbox of 10,000 mails, made by repeating the others: memory, and time against half as many. */
export async function manyRows({ mails, dir }: Setting, count: number): Promise<readonly Row[]> {
  const half = await watch([BIN, '--jobs', '2', '--format', 'json', repeat(mails, count / 2, join(dir, 'half.mbox'))]);
  const whole = await watch([BIN, '--jobs', '2', '--format', 'json', repeat(mails, count, join(dir, 'whole.mbox'))]);
  const peak = Math.max(...whole.memory) / MB;
  const [early, late] = [Math.max(...whole.memory.slice(1, 5)), Math.max(...whole.memory.slice(-4))];
  return [
    told(
      `${count} mails`,
      `${whole.wall.toFixed(1)} s, ${(count / whole.wall).toFixed(0)} mails a second; ${count / 2}: ${half.wall.toFixed(1)} s`,
    ),
    told(
      'memory by tenths of the run, all processes',
      `${whole.memory.map((one) => (one / MB).toFixed(0)).join(' ')} MB`,
    ),
    { what: 'peak memory', value: `${peak.toFixed(0)} MB`, target: '<= 500 MB', ok: peak <= 500 },
    {
      what: 'memory late / early',
      value: `${(late / early).toFixed(2)} x`,
      target: '<= 1.2 x',
      ok: late / early <= 1.2,
    },
    ratioRow('time, twice the mails', whole.wall / half.wall, 2.2),
  ];
}

function repeat(mails: readonly Buffer[], count: number, file: string): string {
  const out = openSync(file, 'w');
  for (let i = 0; i < count; i++) {
    const mail = mails[i % mails.length]!.toString('latin1').replace(/^(>*From )/gm, '>$1');
    writeSync(out, `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail.trimEnd()}\n\n`, null, 'latin1');
  }
  closeSync(out);
  return file;
}

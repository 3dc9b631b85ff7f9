import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cost, least } from './measure.js';
import { BIN, ratioRow, told, type Row, type Setting } from './setting.js';

const RUNS = 15;

/** Start-up and one median mail, whole process: against checkpatch, Coccinelle and Node's own start. */
export function startRows({ kernel, mails, dir }: Setting): readonly Row[] {
  const sorted = [...mails].sort((a, b) => a.length - b.length);
  const mail = join(dir, 'median.eml');
  writeFileSync(mail, sorted[sorted.length >> 1]!);
  const node = least(RUNS, () => cost([process.execPath, '-e', '0'])).cpu;
  const own = least(RUNS, () => cost([process.execPath, BIN, mail])).cpu;
  const checkpatch = least(5, () => cost(['perl', 'scripts/checkpatch.pl', mail], { cwd: kernel })).cpu;
  const noTree = least(5, () => cost(['perl', 'scripts/checkpatch.pl', '--no-tree', mail], { cwd: kernel })).cpu;
  const ms = (seconds: number): string => `${(seconds * 1000).toFixed(0)} ms`;
  return [
    told('median mail', `${sorted[sorted.length >> 1]!.length} bytes`),
    told('node -e 0', ms(node)),
    told('checkleak, the mail', ms(own)),
    told('checkpatch, the mail', `${ms(checkpatch)}; with --no-tree ${ms(noTree)}`),
    ratioRow('checkleak / node -e 0', own / node, 2.5),
    ratioRow('checkleak / checkpatch', own / checkpatch, 0.6),
    told('checkleak / checkpatch --no-tree', `${(own / noTree).toFixed(2)} x`),
    ...spatchRows(kernel, sorted[sorted.length >> 1]!, own),
  ];
}

/** Coccinelle's own scripts for the same family of bugs, over the file that the mail touches. */
function spatchRows(kernel: string, mail: Buffer, own: number): readonly Row[] {
  const touched = /^\+\+\+ b\/(\S+\.c)$/m.exec(mail.toString('latin1'))?.[1];
  const file = touched !== undefined && existsSync(join(kernel, touched)) ? touched : 'kernel/fork.c';
  const dir = 'scripts/coccinelle/free';
  const scripts = readdirSync(join(kernel, dir)).filter((name) => name.endsWith('.cocci'));
  try {
    const all = scripts.map((name) =>
      cost(
        [
          'spatch',
          '--very-quiet',
          '--no-includes',
          '-D',
          'report',
          '--sp-file',
          join(dir, name),
          resolve(kernel, file),
        ],
        { cwd: kernel },
      ),
    );
    const sum = all.reduce((total, one) => total + one.cpu, 0);
    return [
      told(
        `spatch, ${scripts.length} scripts of ${dir}, ${file}`,
        `${(sum * 1000).toFixed(0)} ms = ${(sum / own).toFixed(1)} x checkleak`,
      ),
    ];
  } catch {
    return [told('spatch', 'not installed (Debian: coccinelle)')];
  }
}

import { createReadStream, existsSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { splitMbox } from '../../dist/mail/mbox.js';
import { growthRows } from './growth.js';
import { kernelMails } from './kernel-mails.js';
import { manyRows } from './many.js';
import { scratchDir, type Row, type Setting } from './setting.js';
import { startRows } from './start.js';
import { streamRows } from './stream.js';

const USAGE = 'usage: npm run bench -- --kernel DIR [--mbox FILE] [--only start,stream,many,growth] [--mails 10000]';

const { values } = parseArgs({
  options: {
    kernel: { type: 'string' },
    mbox: { type: 'string' },
    only: { type: 'string', default: 'start,stream,many,growth' },
    mails: { type: 'string', default: '10000' },
  },
});

/** Measures checkleak against the tools of a kernel tree. Without `--mbox` the mails are made from the tree's own sources. */
async function bench(): Promise<void> {
  const { kernel } = values;
  if (kernel === undefined || !existsSync(join(kernel, 'scripts/checkpatch.pl'))) {
    console.error(kernel === undefined ? USAGE : `${kernel}: no scripts/checkpatch.pl there`);
    process.exitCode = 2;
    return;
  }
  const dir = scratchDir();
  try {
    const mbox = values.mbox ?? join(dir, 'made.mbox');
    if (values.mbox === undefined)
      writeFileSync(
        mbox,
        kernelMails(kernel, 500)
          .map((mail) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail}\n`)
          .join(''),
        'latin1',
      );
    const mails: Buffer[] = [];
    for await (const mail of splitMbox(createReadStream(mbox))) mails.push(Buffer.from(mail));
    const setting: Setting = { kernel, mbox, mails, dir };
    console.log(
      `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${kernel}, ${values.mbox ?? 'mails made from its sources'}`,
    );
    const parts: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
      start: () => startRows(setting),
      stream: () => streamRows(setting),
      many: () => manyRows(setting, Number(values.mails)),
      growth: () => growthRows(setting),
    };
    for (const [name, rowsOf] of Object.entries(parts))
      if (values.only.split(',').includes(name)) print(name, await rowsOf());
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function print(name: string, rows: readonly Row[]): void {
  console.log(`\n${name}`);
  for (const { what, value, target, ok } of rows) {
    console.log(
      `  ${what.padEnd(58)} ${value}${target === undefined ? '' : `   ${ok ? 'reached' : 'MISSED'}: ${target}`}`,
    );
    if (ok === false) process.exitCode = 1;
  }
}

await bench();

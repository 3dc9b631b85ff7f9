import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Lines that the made patches add: quantiles of what is sent to kernel lists, a few large ones among many small. */
const SIZES = [1, 2, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40, 60, 90, 140, 260];

/** Paths of C files below `drivers` of a kernel tree, in sorted order. */
export function driverFiles(kernel: string): readonly string[] {
  const walk = (dir: string): readonly string[] =>
    readdirSync(join(kernel, dir), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(dir, entry.name);
        if (entry.isDirectory()) return walk(path);
        return entry.name.endsWith('.c') ? [path] : [];
      });
  return walk('drivers');
}

/** Patch mails as if parts of the files had just been added: each takes some runs of lines out of a real file. */
export function kernelMails(kernel: string, count: number): readonly string[] {
  const files = driverFiles(kernel);
  const step = Math.max(1, Math.floor(files.length / count));
  const mails: string[] = [];
  for (let i = 0; mails.length < count && i < files.length; i += step) {
    const path = files[i]!;
    const lines = readFileSync(join(kernel, path), 'latin1').split('\n').slice(0, -1);
    if (lines.length < 60) continue;
    const size = Math.min(SIZES[mails.length % SIZES.length]!, Math.floor(lines.length / 3));
    mails.push(mailOf(mails.length, path, diffOf(path, hunksOf(lines, size), `--- a/${path}\n`)));
  }
  return mails;
}

function hunksOf(lines: readonly string[], size: number): string {
  const parts = size > 20 ? 3 : 1;
  const each = Math.ceil(size / parts);
  let hunks = '';
  for (let part = 0; part < parts; part++) {
    const start = Math.floor(((part + 1) * lines.length) / (parts + 1));
    const added = lines.slice(start, start + each);
    const [above, below] = [lines.slice(start - 3, start), lines.slice(start + each, start + each + 3)];
    const heading = lines.slice(0, start - 3).findLast((line) => /^[a-z_]\w* .*\(/.test(line)) ?? '';
    const from = start - 2 - part * each;
    hunks += `@@ -${from},${above.length + below.length} +${start - 2},${above.length + added.length + below.length} @@ ${heading}\n`;
    hunks += [
      ...above.map((line) => ` ${line}`),
      ...added.map((line) => `+${line}`),
      ...below.map((line) => ` ${line}`),
    ].join('\n');
    hunks += '\n';
  }
  return hunks;
}

/** A patch mail that adds new files of `size` lines of real code each, all with the same text. */
export function largeMail(kernel: string, size: number, files = 1): string {
  const lines: string[] = [];
  for (const path of driverFiles(kernel)) {
    if (lines.length >= size) break;
    lines.push(...readFileSync(join(kernel, path), 'latin1').split('\n').slice(0, -1));
  }
  const text = lines
    .slice(0, size)
    .map((line) => `+${line}\n`)
    .join('');
  const paths = Array.from({ length: files }, (_, i) => `drivers/new/large${i === 0 ? '' : i}.c`);
  const [first, ...more] = paths.map((path) => diffOf(path, `@@ -0,0 +1,${size} @@\n${text}`, NEW_FILE));
  return mailOf(size, paths[0]!, first! + more.join(''));
}

const NEW_FILE = 'new file mode 100644\n--- /dev/null\n';

function diffOf(path: string, hunks: string, from: string): string {
  return `diff --git a/${path} b/${path}\n${from}+++ b/${path}\n${hunks}`;
}

function mailOf(n: number, path: string, diff: string): string {
  const head = [
    `From: Some Body <body@example.org>`,
    `To: list@example.org`,
    `Subject: [PATCH] ${path}: change ${n}`,
    `Date: Thu, 10 Jul 2025 13:00:07 +0200`,
    `Message-ID: <bench-${n}@example.org>`,
  ];
  return `${head.join('\n')}\n\nSome change.\n\nSigned-off-by: Some Body <body@example.org>\n---\n${diff}-- \n2.39.5\n\n`;
}

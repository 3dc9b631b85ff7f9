import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './scratch.js';

/** An mbox that is large enough for workers: the fixtures of a family, repeated until there are so many mails. */
export function largeMbox(count: number): string {
  const dir = 'test-patches/memory';
  const patches = readdirSync(dir)
    .filter((name) => name.endsWith('.patch'))
    .map((name) => readFileSync(join(dir, name), 'utf8'));
  const file = join(scratch(), 'large.mbox');
  const mails = Array.from({ length: count }, (_, i) => {
    const head = `From: A <a@example.org>\nSubject: [PATCH] number ${i}\nMessage-ID: <${i}@example.org>\n`;
    const filler = `${'x'.repeat(70)}\n`.repeat(30);
    return `From mboxrd@z Thu Jan  1 00:00:00 1970\n${head}\n${filler}---\n${patches[i % patches.length]!}\n`;
  });
  writeFileSync(file, mails.join(''));
  return file;
}

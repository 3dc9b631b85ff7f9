import { Readable } from 'node:stream';
import { releaseTrees } from '../../dist/c/parse.js';
import { placesOf } from '../../dist/c/places.js';
import { readMails } from '../../dist/mail/read.js';
import { parsePatch } from '../../dist/patch/parse.js';
import { buildSides } from '../../dist/patch/sides.js';
import { noTree } from '../../dist/tree/tree.js';
import type { SourceFile } from '../../dist/types.js';
import { percent } from './tree.js';

interface Count {
  hunks: number;
  clean: number;
  lines: number;
  readonly lost: string[];
}

/** Reads the hunks of patches: the share of hunks all of whose added (after) or removed (before) lines were read. */
export async function benchMails(inputs: readonly string[], list: number): Promise<void> {
  const after: Count = { hunks: 0, clean: 0, lines: 0, lost: [] };
  const before: Count = { hunks: 0, clean: 0, lines: 0, lost: [] };
  let mails = 0;
  for await (const mail of readMails(inputs, Readable.from([]))) {
    mails++;
    for (const pair of (await buildSides(parsePatch(mail), noTree)).pairs) {
      if (pair.after) count(pair.after, 'added', mail.source, after);
      if (pair.before) count(pair.before, 'removed', mail.source, before);
    }
    await releaseTrees();
  }
  console.log(`mails: ${mails}`);
  for (const [name, one] of [
    ['added', after],
    ['removed', before],
  ] as const) {
    for (const line of one.lost.slice(0, list)) console.log(`lost: ${line}`);
    console.log(
      `${name}: ${one.clean} of ${one.hunks} hunks clean, ${percent(one.clean, one.hunks)}; ${one.lost.length} of ${one.lines} lines lost`,
    );
  }
}

function count(source: SourceFile, kind: 'added' | 'removed', mail: string, into: Count): void {
  const places = placesOf(source);
  const fragments = source.complete ? [{ start: 0, end: source.lines.length }] : source.fragments;
  for (const { start, end } of fragments) {
    let own = 0;
    let lost = 0;
    for (let i = start; i < end; i++) {
      const line = source.lines[i]!;
      if (line.kind !== kind) continue;
      own++;
      if (places[i] !== 'lost') continue;
      lost++;
      into.lost.push(`${mail}:${line.mailLine ?? 0}: ${source.path}:${line.line}: ${line.text}`);
    }
    if (own === 0) continue;
    into.hunks++;
    into.lines += own;
    if (lost === 0) into.clean++;
  }
}

import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { readMails } from '../../dist/mail/read.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail, type Reviewed } from '../../dist/run.js';
import { noTree } from '../../dist/tree/tree.js';
import type { Mail } from '../../dist/types.js';
import { takeWants } from '../fixtures/wants.js';
import { mailOf } from './mail.js';

const catalogue = await loadCatalogue([]);

export function reviewed(mail: Mail): Promise<Reviewed> {
  return reviewMail(mail, {
    tree: noTree,
    catalogue,
    allMails: false,
    confidence: 'medium',
    only: [],
    ignore: [],
  });
}

/** A fixture of `test-patches/`, its notes taken out. */
export async function reviewFixture(path: string): Promise<Reviewed> {
  return reviewed(await mailOf(takeWants(readFileSync(`test-patches/${path}`, 'utf8')).text));
}

/** The mails of an mbox. */
export async function reviewFile(path: string): Promise<readonly Reviewed[]> {
  const all: Reviewed[] = [];
  for await (const mail of readMails([path], Readable.from([]))) all.push(await reviewed(mail));
  return all;
}

import { createReadStream } from 'node:fs';
import Parser from 'tree-sitter';
import { readC } from '../../dist/c/read.js';
import { splitMbox } from '../../dist/mail/mbox.js';
import { parseMail } from '../../dist/mail/parse.js';
import { parsePatch } from '../../dist/patch/parse.js';
import { buildSides } from '../../dist/patch/sides.js';
import { noTree } from '../../dist/tree/tree.js';

/** The C text of the patches of an mbox, both sides of every file, just as checkleak gives it to tree-sitter. */
export async function textsOf(mbox: string): Promise<readonly string[]> {
  const texts: string[] = [];
  const parse = Reflect.get(Parser.prototype, 'parse') as (...args: unknown[]) => unknown;
  Reflect.set(Parser.prototype, 'parse', function (this: Parser, ...args: unknown[]) {
    if (typeof args[0] === 'string') texts.push(args[0]);
    return parse.apply(this, args);
  });
  try {
    for await (const bytes of splitMbox(createReadStream(mbox))) {
      const mail = await parseMail(bytes, mbox, 0);
      if (mail.kind !== 'patch') continue;
      const { pairs } = await buildSides(parsePatch(mail), noTree);
      for (const pair of pairs) for (const side of [pair.before, pair.after]) if (side) readC(side);
    }
  } finally {
    Reflect.set(Parser.prototype, 'parse', parse);
  }
  return texts;
}

import { readFileSync } from 'node:fs';
import Parser from 'tree-sitter';
import { grammar } from '../../dist/c/grammar.js';
import { releaseTrees } from '../../dist/c/parse.js';
import { lowerText } from '../../dist/c/read.js';
import type { CFile } from '../../dist/types.js';
import { functionTags, type Tag } from './ctags.js';

const BATCH = 400;

interface Lost extends Tag {
  readonly file: string;
  readonly why: string;
}

/** Reads whole files: the share of functions that are read without an error, and the time beside that of the syntax alone. */
export async function benchTree(files: readonly string[], list: number): Promise<void> {
  const parser = new Parser();
  parser.setLanguage(grammar());
  let functions = 0;
  let own = 0;
  let alone = 0;
  let size = 0;
  const lost: Lost[] = [];
  const crashed: string[] = [];
  for (let i = 0; i < files.length; i += BATCH) {
    const batch = files.slice(i, i + BATCH);
    const tags = functionTags(batch);
    for (const file of batch) {
      const text = readFileSync(file, 'utf8');
      size += text.length;
      alone += timed(() => parser.parse(text, undefined, { bufferSize: Math.max(32 * 1024, text.length * 2 + 1024) }));
      let read: CFile | undefined;
      own += timed(() => {
        try {
          read = lowerText(file, text);
        } catch (error) {
          crashed.push(`${file}: ${String(error)}`);
        }
      });
      functions += tags.get(file)?.length ?? 0;
      for (const tag of tags.get(file) ?? []) {
        const why = read ? lossOf(tag, read, text) : 'crash';
        if (why !== undefined) lost.push({ ...tag, file, why });
      }
      await releaseTrees(2_000_000);
    }
    process.stderr.write(`\r${Math.min(i + BATCH, files.length)}/${files.length} files`);
  }
  process.stderr.write('\n');
  for (const one of lost.slice(0, list)) console.log(`lost: ${one.file}:${one.line} ${one.name} (${one.why})`);
  for (const one of crashed) console.log(`crashed: ${one}`);
  const clean = functions - lost.length;
  console.log(`files: ${files.length}, ${(size / 1e6).toFixed(1)} million characters, ${crashed.length} crashed`);
  console.log(`functions: ${clean} of ${functions} clean, ${percent(clean, functions)}`);
  console.log(
    `time: ${(own / 1000).toFixed(1)} s read, ${(alone / 1000).toFixed(1)} s syntax alone, ratio ${(own / alone).toFixed(2)}`,
  );
  console.log(`peak memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

/** Why a function that ctags sees was not read clean; undefined when it was. */
function lossOf(tag: Tag, file: CFile, text: string): string | undefined {
  const line = tag.line - 1;
  const fn =
    file.functions.find((one) => one.at === line) ??
    file.functions.find((one) => one.name === tag.name && Math.abs(one.at - line) <= 2) ??
    file.functions.find((one) => one.at - 3 <= line && one.end >= line);
  // A macro use that ctags takes for the head of a function, such as DEFINE_X(name) without a body.
  if (file.macros.some((one) => one.at === line && one.name === tag.name)) return undefined;
  const unread = fn
    ? file.unread.find((one) => one.at <= fn.end && one.end >= fn.at)
    : file.unread.find((one) => one.end >= line - 3);
  if (!unread) return fn ? undefined : 'not seen';
  return `${fn ? 'in part' : 'not seen'}; line ${unread.at + 1}: ${text.split('\n')[unread.at]?.trim() ?? ''}`;
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** A share in percent, rounded down to hundredths. */
export function percent(part: number, all: number): string {
  return all === 0 ? 'none' : `${(Math.floor((part / all) * 10000) / 100).toFixed(2)} %`;
}

import { readFileSync } from 'node:fs';
import { asset } from '../../asset.js';

/** What the dialect knows by name; compiled from `rules/dialect.yaml`. */
export interface DialectWords {
  readonly words: ReadonlySet<string>;
  readonly withParens: ReadonlySet<string>;
  readonly blocks: ReadonlySet<string>;
  readonly loops: ReadonlySet<string>;
  readonly loopPattern: RegExp;
}

/** The compiled form: one string of words a class. */
export interface DialectFile {
  readonly words: string;
  readonly withParens: string;
  readonly blocks: string;
  readonly loops: string;
  readonly loopPattern: string;
}

let known: DialectWords | undefined;

/** The words of the dialect, read once from `dialect.json` beside the built `c` folder. Throws where the build left none. */
export function dialectWords(): DialectWords {
  known ??= fromFile(JSON.parse(readFileSync(asset('c/dialect.json'), 'utf8')) as DialectFile);
  return known;
}

function fromFile(file: DialectFile): DialectWords {
  const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
  return {
    words: set(file.words),
    withParens: set(file.withParens),
    blocks: set(file.blocks),
    loops: set(file.loops),
    loopPattern: new RegExp(file.loopPattern, 'i'),
  };
}

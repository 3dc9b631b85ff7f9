import type { SourceFile } from '../types.js';
import { cleanPiece } from './fragments/clean.js';
import { DIRECTIVE, tokenize } from './dialect/tokens.js';
import type { Rewritten } from './dialect/rewritten.js';
import { readC } from './read.js';

/** How a line was read: as code of the IR, as a place that holds no code, or not at all. */
export type Place = 'code' | 'blank' | 'type' | 'initialiser' | 'lost';

/**
 * Tells for every line of one side how it was read. `blank` is comments, directives and empty lines. A line is lost when a single character of
 * its code is in no statement, head, declaration, type, initialiser or macro that was read. For measuring and for people.
 */
export function placesOf(source: SourceFile): readonly Place[] {
  const places: Place[] = source.lines.map(() => 'lost');
  let text = '';
  let origins: readonly number[] = [];
  let isRead = new Uint8Array(0);
  let rewritten: Rewritten | undefined;
  const paint = (start: number, end: number, value: number): void => {
    isRead.fill(value, start, end);
  };
  readC(source, (assembled) => {
    ({ text, origins } = assembled);
    isRead = new Uint8Array(text.length);
    for (const { start, end, what } of assembled.left)
      for (let i = start; i < Math.min(end, places.length); i++) places[i] = what === 'unknown' ? 'lost' : what;
    return {
      read: (start, end) => {
        paint(start, end, 1);
      },
      unread: (start, end) => {
        paint(start, end, 0);
      },
      rewritten: (one) => {
        rewritten = one;
      },
    };
  });
  // What the dialect wrote over on purpose, annotations above all, is known.
  for (let i = 0; i < isRead.length; i++) if ((rewritten?.text.charCodeAt(i) ?? 0) <= 32) isRead[i] = 1;
  for (const { start, end } of rewritten?.dropped ?? []) paint(start, end, 0);
  for (const { start, end, what } of rewritten?.asides ?? [])
    paint(start, end, what === 'initialiser' ? 3 : what === 'type' ? 4 : 2);
  markLines(text, origins, isRead, places);
  blankLines(source, places);
  return places;
}

/** What ends a declaration is no code of its own. */
const SEMICOLON = 59;

function markLines(text: string, origins: readonly number[], isRead: Uint8Array, places: Place[]): void {
  const code = codeOf(text);
  let start = 0;
  for (const origin of origins) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (origin >= 0) places[origin] = placeOf(text, code, isRead, start, end);
    start = end + 1;
  }
}

function placeOf(text: string, code: Uint8Array, isRead: Uint8Array, start: number, end: number): Place {
  let place: Place = 'blank';
  for (let i = start; i < end; i++) {
    if (!code[i] || text.charCodeAt(i) === SEMICOLON) continue;
    if (!isRead[i]) return 'lost';
    if (place === 'blank') place = isRead[i] === 3 ? 'initialiser' : isRead[i] === 4 ? 'type' : 'code';
  }
  return place;
}

/** Per character: whether it belongs to code, not to a comment, a directive or white space. */
function codeOf(text: string): Uint8Array {
  const code = new Uint8Array(text.length);
  const tokens = tokenize(text);
  for (let i = 0; i < tokens.kinds.length; i++)
    if (tokens.kinds[i] !== DIRECTIVE) code.fill(1, tokens.starts[i], tokens.ends[i]);
  return code;
}

/** What is left out of the text may still be comments or directives. */
function blankLines(source: SourceFile, places: Place[]): void {
  const fragments = source.complete ? [{ start: 0, end: source.lines.length }] : source.fragments;
  for (const { start, end } of fragments) {
    const text = cleanPiece(source.lines.slice(start, end).map((line) => line.text)).join('\n');
    const code = codeOf(text);
    let offset = 0;
    for (let i = start; i < end; i++) {
      const newline = text.indexOf('\n', offset);
      const to = newline < 0 ? text.length : newline;
      if (!code.subarray(offset, to).includes(1)) places[i] = 'blank';
      offset = to + 1;
    }
  }
}

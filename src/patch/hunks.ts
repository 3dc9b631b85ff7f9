/** A line of a hunk as it is to be read, with its marker, and where it stands. */
export interface RawLine {
  readonly text: string;
  /** Index into the lines of the mail. */
  readonly at: number;
}

export interface RawHunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly heading: string;
  readonly at: number;
  readonly lines: readonly RawLine[];
  /** Index of the line behind the hunk. */
  readonly end: number;
  /** What is wrong with it, in words. */
  readonly damage: string | undefined;
}

/** git cuts headings at 80 bytes (xdiff's `func_line`); what is longer is not one. */
const MAX_HEADING = 400;

const RANGES = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)$/;

interface Scan {
  readonly lines: readonly RawLine[];
  readonly end: number;
  /** Lines that the header promises and the scan did not see. */
  readonly oldLeft: number;
  readonly newLeft: number;
  readonly joined: boolean;
}

/** Reads the hunk whose `@@` line is at `at`; undefined where that is none. What cannot be read is left out and said in `damage`. */
export function readHunk(mail: readonly string[], at: number): RawHunk | undefined {
  const match = RANGES.exec(mail[at]!);
  if (!match) return undefined;
  const size = (text: string | undefined): number => Number(text ?? '1');
  const [oldSize, newSize] = [size(match[2]), size(match[4])];
  const strict = scan(mail, at + 1, oldSize, newSize, false);
  const isExact = strict.oldLeft === 0 && strict.newLeft === 0;
  const joined = isExact ? undefined : scan(mail, at + 1, oldSize, newSize, true);
  const best = joined?.joined === true && joined.oldLeft === 0 && joined.newLeft === 0 ? joined : strict;
  const hunk = {
    oldStart: Number(match[1]),
    newStart: Number(match[3]),
    heading: match[5]!.slice(0, MAX_HEADING),
    at,
    end: best.end,
  };
  const isPadded = best.lines.some((line) => line.text.startsWith('\u00a0'));
  const lines = isPadded
    ? best.lines.map((line) => ({ text: line.text.replace(/\u00a0/g, ' '), at: line.at }))
    : best.lines;
  return { ...hunk, lines, damage: damageOf(best, isPadded, mail) };
}

function damageOf(found: Scan, isPadded: boolean, mail: readonly string[]): string | undefined {
  if (found.joined) return 'has lines wrapped by a mail program: joined again';
  const { oldLeft, newLeft } = found;
  if (oldLeft === 0 && newLeft === 0) return isPadded ? 'has non-breaking spaces: read as blanks' : undefined;
  if (oldLeft < 0 || newLeft < 0) return 'has more lines than its header says: read as they stand';
  const next = mail[found.end] ?? '';
  return next === '' || isSignature(mail, found.end)
    ? 'has fewer lines than its header says: read as far as it goes'
    : 'is mangled or cut off: read as far as it goes';
}

/** With `join`, a line without a marker continues the one before it. */
function scan(mail: readonly string[], from: number, oldSize: number, newSize: number, join: boolean): Scan {
  const lines: RawLine[] = [];
  let [oldLeft, newLeft, joined] = [oldSize, newSize, false];
  let i = from;
  for (; i < mail.length; i++) {
    const text = mail[i]!;
    const marker = text[0] ?? ' ';
    if (marker === '\\') continue;
    const isOver = oldLeft <= 0 && newLeft <= 0;
    if (isOver && !goesOn(mail, i)) break;
    if (isSignature(mail, i) || isEnd(mail, i)) break;
    // A context line may have lost its blank; the end of the last line is no line.
    if (text === '' && (i === mail.length - 1 || oldLeft <= 0 || newLeft <= 0)) break;
    if (marker === '+' || marker === '-') {
      if (marker === '+') newLeft--;
      else oldLeft--;
      lines.push({ text, at: i });
    } else if (marker === ' ' || marker === '\t' || marker === '\u00a0') {
      oldLeft--;
      newLeft--;
      lines.push({ text: marker === '\t' || text === '' ? ` ${text}` : text, at: i });
    } else if (join) {
      // Without a line to continue it is the rest of the heading.
      const last = lines.pop();
      joined = true;
      if (last) lines.push({ text: `${last.text.trimEnd()} ${text}`, at: last.at });
    } else break;
  }
  return { lines, end: i, oldLeft, newLeft, joined };
}

/** Behind the last promised line: whether more of the hunk follows, because its header counts too few. */
function goesOn(mail: readonly string[], at: number): boolean {
  const text = mail[at]!;
  if (text.startsWith('+')) return !text.startsWith('+++ ');
  return text.startsWith('-') && !text.startsWith('--- ') && text !== '---' && !isSignature(mail, at);
}

function isEnd(mail: readonly string[], at: number): boolean {
  const text = mail[at]!;
  if (!(text.startsWith('-') || text.startsWith('@') || text.startsWith('d'))) return false;
  if (text.startsWith('--- '))
    return mail[at + 1]?.startsWith('+++ ') === true && (mail[at + 2] ?? '').startsWith('@@ -');
  return text.startsWith('@@ -') || text.startsWith('diff --git ');
}

/** `-- ` with a line below it that no hunk can hold, such as git's version, or with nothing below. */
function isSignature(mail: readonly string[], at: number): boolean {
  if (mail[at] !== '-- ' && mail[at] !== '--') return false;
  const next = mail[at + 1] ?? '';
  if (next === '') return mail.length - at <= 6 && mail.slice(at + 1).every((line) => line.trim() === '');
  return !/^(?:[ \t+\\\u00a0-]|@@ |diff |Index: )/.test(next);
}

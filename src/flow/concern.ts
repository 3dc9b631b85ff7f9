import type { Catalogue, Fragment, SourceFile } from '../types.js';
import { readHeading } from '../c/fragments/heading.js';
import { once } from '../once.js';
import { antonymOf, nameSays } from './names.js';

/** A hunk of a file, or a file whose whole text is known: it is read, or left unread, as a whole. */
interface Piece {
  readonly source: SourceFile;
  readonly fragment: Fragment | undefined;
  readonly lines: readonly string[];
  /** Names in front of a parenthesis, that of its own function among them. */
  readonly calls: ReadonlySet<string>;
  readonly hasLabels: boolean;
}

/**
 * The files with only those hunks that can have a say in what is acquired and given back: some call in them is one that the rules know, has a name
 * that speaks of releasing, or has its antonym somewhere in view, or they hold a label or a `goto`; and those that such hunks are tied to by the names of
 * functions and variables, over any number of steps. A third of what patches change is left, and nothing is found in it when it is read. Indices
 * into `lines` stay; a file of which nothing is left has no fragments.
 */
export function concernedParts(files: readonly SourceFile[], catalogue: Catalogue): readonly SourceFile[] {
  const pieces = files.flatMap(piecesOf);
  const concerned = withTied(ownConcern(pieces, catalogue), pieces);
  if (concerned.size === pieces.length) return files;
  const kept = new Map<SourceFile, Fragment[]>();
  for (const { source, fragment } of concerned) {
    const list = kept.get(source) ?? [];
    if (fragment) list.push(fragment);
    kept.set(source, list);
  }
  return files.map((source) => {
    const fragments = kept.get(source);
    if (!fragments) return { ...source, complete: false, fragments: [] };
    if (source.complete || fragments.length === source.fragments.length) return source;
    return { ...source, fragments: fragments.sort((a, b) => a.start - b.start) };
  });
}

function piecesOf(source: SourceFile): readonly Piece[] {
  if (source.complete) return [pieceOf(source, undefined)];
  return source.fragments.map((fragment) => pieceOf(source, fragment));
}

const CALL = /([A-Za-z_]\w*)\s*\(/g;
const LABEL = /^ ?[A-Za-z_]\w*\s*:/;

function pieceOf(source: SourceFile, fragment: Fragment | undefined): Piece {
  const lines: string[] = fragment ? [fragment.heading] : [];
  const end = fragment?.end ?? source.lines.length;
  for (let i = fragment?.start ?? 0; i < end; i++) lines.push(source.lines[i]!.text);
  const calls = new Set<string>();
  let hasLabels = false;
  for (const line of lines) {
    if (!hasLabels && (line.includes('goto ') || LABEL.test(line))) hasLabels = true;
    if (line.includes('(')) for (const [, name] of line.matchAll(CALL)) calls.add(name!);
  }
  return { source, fragment, lines, calls, hasLabels };
}

/** The pieces that say something of resources themselves. */
function ownConcern(pieces: readonly Piece[], catalogue: Catalogue): Set<Piece> {
  const saysSo = saying(catalogue);
  const all = new Set(pieces.flatMap(({ calls }) => [...calls]));
  const opposite = new Set<string>();
  for (const name of all) {
    const other = antonymOf(name, all, catalogue);
    if (other !== undefined) opposite.add(name).add(other);
  }
  return new Set(
    pieces.filter(({ calls, hasLabels }) => hasLabels || [...calls].some((name) => saysSo(name) || opposite.has(name))),
  );
}

/** Tells whether a name alone makes its piece matter. */
const saying = once((catalogue: Catalogue): ((name: string) => boolean) => {
  const { acquires, releases, loops, words } = catalogue;
  const sets = [catalogue.frees, catalogue.ends, catalogue.reallocs, catalogue.actions, catalogue.makers];
  const known = new Map<string, boolean>();
  const says = (name: string): boolean =>
    acquires.has(name) ||
    releases.has(name) ||
    loops.has(name) ||
    sets.some((set) => set.has(name)) ||
    nameSays(words.release, name) ||
    nameSays(words.switch, name) ||
    nameSays(words.managed, name);
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      if (known.size > MOST_KNOWN) known.clear();
      known.set(name, (answer = says(name)));
    }
    return answer;
  };
});

/** Names that an answer is remembered for. */
const MOST_KNOWN = 20_000;

/** Adds what pieces are tied to: where one defines what the other speaks of, and hunks of one function. */
function withTied(concerned: Set<Piece>, pieces: readonly Piece[]): ReadonlySet<Piece> {
  if (concerned.size === 0 || concerned.size === pieces.length) return concerned;
  const definers = new Map<string, Piece[]>();
  const ties = new Map<Piece, Set<Piece>>(pieces.map((piece) => [piece, new Set()]));
  const tie = (one: Piece, other: Piece): void => {
    ties.get(one)!.add(other);
    ties.get(other)!.add(one);
  };
  pieces.forEach((piece, i) => {
    for (const name of definedIn(piece)) {
      const list = definers.get(name);
      if (list) list.push(piece);
      else definers.set(name, [piece]);
    }
    const before = pieces[i - 1];
    if (before?.source === piece.source && saysNothing(piece)) tie(before, piece);
  });
  for (const piece of pieces)
    for (const word of wordsIn(piece)) for (const other of definers.get(word) ?? []) tie(piece, other);
  const open = [...concerned];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    for (const other of ties.get(piece)!) {
      if (concerned.has(other)) continue;
      concerned.add(other);
      open.push(other);
    }
  }
  return concerned;
}

/** The hunk may go on with the function of the one above. */
function saysNothing({ fragment }: Piece): boolean {
  return fragment !== undefined && readHeading(fragment.heading).kind === 'none';
}

const DEFINED = /([A-Za-z_]\w*)\s*(?=[([;=])/g;

/** Names of functions and variables at the left margin, and the heading itself, which git cuts off. */
function definedIn({ lines, fragment }: Piece): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of lines) {
    if (!/^[A-Za-z_]/.test(line)) continue;
    for (const [, name] of line.matchAll(DEFINED)) if (!/^[A-Z_0-9]+$/.test(name!)) names.add(name!);
  }
  if (fragment && fragment.heading !== '') names.add(fragment.heading);
  return names;
}

function wordsIn({ lines, fragment }: Piece): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of lines) for (const word of line.match(/[A-Za-z_]\w*/g) ?? []) words.add(word);
  if (fragment) words.add(fragment.heading);
  return words;
}

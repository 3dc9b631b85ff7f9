import Parser from 'tree-sitter';
import { collect } from '../memory.js';
import { spend } from '../work.js';
import { grammar } from './grammar.js';
import { leaf, moved, type Node } from './node.js';
import { copyBroken, copyWhole, type PlainReader } from './copy-tree.js';

/**
 * Time for one text (microseconds): 20,000 lines of C take a tenth. Where nothing fits the grammar, its recovery from errors takes time in the square
 * of the text; only a clock stops that.
 */
const PATIENCE = 1_000_000;
/** What that takes off the work of a mail (steps): a few are all that one mail may have. */
const TIMEOUT_COST = 10_000_000;

let parser: Parser | undefined;
/** Characters parsed whose native trees may still be there. */
let parsed = 0;

/**
 * Lets go of native trees once so much text (in characters) was parsed: the binding frees them only when JavaScript collects their handles and
 * returns to the event loop, and V8 does not see their size. Call it between files or mails.
 */
export async function releaseTrees(after = 4_000_000): Promise<void> {
  if (parsed < after) return;
  parsed = 0;
  await collect('young');
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Parses text (at most 16 million characters, beyond which it throws) and copies the tree, so that the native one can go. Where something at
 * file level cannot be parsed, the text is parsed once more in pieces that end at the offsets `ends`: no function spoils another.
 */
export function parseC(text: string, plain: PlainReader, ends: readonly number[]): Node {
  const children: Node[] = [];
  if (!parsePiece(text, plain, children, 0, ends) && ends.length > 1) {
    children.length = 0;
    let start = 0;
    for (const end of [...ends, text.length]) {
      if (end <= start) continue;
      parsePiece(text.slice(start, end), (from, to) => plain(from + start, to + start), children, start);
      start = end;
    }
  }
  return { type: 'translation_unit', start: 0, end: text.length, op: '', children, plain: undefined };
}

/** Parses a piece of text that begins at an offset of the whole, and adds what stands at its top. Says whether all of that could be parsed. */
function parsePiece(text: string, plain: PlainReader, into: Node[], offset = 0, ends: readonly number[] = []): boolean {
  if (!parser) {
    parser = new Parser();
    parser.setLanguage(grammar());
    parser.setTimeoutMicros(PATIENCE);
  }
  spend(text.length);
  parsed += text.length;
  const tree = parser.parse(text, undefined, { bufferSize: Math.max(32 * 1024, text.length * 2 + 1024) });
  if (!isTree(tree)) {
    parser.reset();
    spend(TIMEOUT_COST);
    into.push(leaf('ERROR', offset, offset + text.length));
    return false;
  }
  const root = tree.rootNode;
  const hasErrors = root.hasError;
  const cursor = root.walk();
  if (!cursor.gotoFirstChild()) return true;
  let isWhole = true;
  do {
    const isBroken = hasErrors && cursor.currentNode.hasError;
    const node = isBroken ? copyBroken(cursor) : copyWhole(cursor, text, plain);
    if (isBroken && !isOneFunction(node, ends)) isWhole = false;
    into.push(offset === 0 ? node : moved(node, offset));
  } while (cursor.gotoNextSibling());
  return isWhole;
}

/** The binding gives nothing after a timeout, whatever its types say. */
function isTree(tree: Parser.Tree | null | undefined): tree is Parser.Tree {
  return tree !== null && tree !== undefined;
}

/** An error that stays within the function it is in: the function ends where its brace at column 0 says. */
function isOneFunction(node: Node, ends: readonly number[]): boolean {
  return node.type === 'function_definition' && !ends.some((end) => end > node.start && end < node.end);
}

import type { CFile, SourceFile } from '../types.js';
import { assemble, type Assembled } from './fragments/assemble.js';
import { lineIndex } from './line-index.js';
import { lowerFile, type Trace } from './lower/file.js';

/** Text beyond this is not read: no C file of the kernel that people edit comes near (bytes are UTF-16 units). */
const MAX_TEXT = 4_000_000;

/** Reads one side of a file, complete or as fragments. Never throws; what could not be read is in `unread`. */
export function readC(source: SourceFile, tracer?: Tracer): CFile {
  if (source.complete) {
    const text = source.lines.map((line) => line.text).join('\n');
    const origins = tracer && source.lines.map((_, i) => i);
    const trace = origins && tracer({ text, origins, left: [] });
    return guarded(source.path, text, source.lines.length, () => lowerText(source.path, text, trace));
  }
  const assembled = assemble(source);
  const index = lineIndex(assembled.text);
  return guarded(source.path, assembled.text, source.lines.length, () =>
    lowerFile(source.path, assembled.text, {
      at: (offset) => assembled.origins[index(offset)] ?? -1,
      shown: (start, end) => assembled.shown(index(start), index(Math.max(start, end - 1))),
      trace: tracer?.(assembled),
    }),
  );
}

/** Is told of the text that is going to be parsed, and says where to tell more. */
export type Tracer = (text: Pick<Assembled, 'text' | 'origins' | 'left'>) => Trace;

/** Reads the text of a whole file; positions are line indices from 0. */
export function lowerText(path: string, text: string, trace?: Trace): CFile {
  const index = lineIndex(text);
  return lowerFile(path, text, { at: index, shown: () => ({ hasHead: true, complete: true }), trace });
}

function guarded(path: string, text: string, lines: number, read: () => CFile): CFile {
  if (text.length <= MAX_TEXT) return read();
  const reason = `too large to read (${text.length} characters)`;
  return { path, functions: [], ops: [], macros: [], unread: [{ at: 0, end: lines - 1, reason }] };
}

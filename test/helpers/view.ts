import { readC } from '../../dist/c/read.js';
import { callsOf } from '../../dist/flow/expr.js';
import { buildView, type View } from '../../dist/flow/view.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import type { SourceFile } from '../../dist/types.js';

const catalogue = await loadCatalogue([]);

/** The view of one file that is known in full. */
export function viewOf(code: string): View {
  const lines = code.split('\n').map((text, i) => ({ text, kind: 'tree' as const, line: i + 1, mailLine: undefined }));
  const source: SourceFile = { path: 'drivers/quux/quux.c', side: 'after', complete: true, lines, fragments: [] };
  return buildView(
    catalogue,
    [{ source, cfile: readC(source) }],
    (fn) => new Set(callsOf(fn.body).map((c) => c.callee)),
  );
}

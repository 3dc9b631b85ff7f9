import assert from 'node:assert/strict';
import { assemble } from '../../dist/c/fragments/assemble.js';
import { rewriteDialect } from '../../dist/c/dialect/rewrite.js';
import { printIr } from '../../dist/c/print.js';
import { readC } from '../../dist/c/read.js';
import { nextOf } from '../../dist/flow/cfg.js';
import { callsOf, visitStmts } from '../../dist/flow/expr.js';
import { summaryOf } from '../../dist/flow/summary.js';
import { buildView } from '../../dist/flow/view.js';
import type { Catalogue, CFile, SourceFile, Stmt } from '../../dist/types.js';
import { allowWork, WorkSpent } from '../../dist/work.js';

/** Takes one side of the files of a patch through dialect, fragments, IR and flow, and checks what each stage owes the next. */
export function checkCode(sources: readonly SourceFile[], catalogue: Catalogue): void {
  allowWork();
  try {
    const files = sources.map((source) => ({ source, cfile: checkFile(source) }));
    const view = buildView(catalogue, files, (fn) => new Set(callsOf(fn.body).map((call) => call.callee)));
    for (const seen of view.all) {
      const { nodes, entry } = view.derive(seen.fn).cfg;
      assert.ok(nodes.length === 0 || entry < nodes.length, 'flow: no such entry');
      for (const node of nodes) for (const next of nextOf(node)) assert.ok(next < nodes.length, 'flow: no such node');
      const summary = summaryOf(seen, view);
      assert.equal(summaryOf(seen, view), summary, 'flow: a summary is made twice');
    }
  } catch (error) {
    // Both are what a review turns into words.
    if (!(error instanceof WorkSpent) && !(error instanceof RangeError)) throw error;
  }
}

function checkFile(source: SourceFile): CFile {
  const count = source.lines.length;
  let text = source.lines.map((line) => line.text).join('\n');
  if (!source.complete) {
    const assembled = assemble(source);
    ({ text } = assembled);
    const { origins, left } = assembled;
    assert.ok(
      origins.every((at) => at >= -1 && at < count),
      'fragments: a line that the mail has not',
    );
    const once = origins.filter((at) => at >= 0);
    assert.equal(new Set(once).size, once.length, 'fragments: a line stands twice');
    for (const one of left)
      assert.ok(one.start >= 0 && one.end <= count, 'fragments: lines are left out that are none');
  }
  if (text.length < 1_000_000) {
    assert.equal(rewriteDialect(text).text.length, text.length, 'dialect: the text is moved');
  }
  const cfile = readC(source);
  for (const fn of cfile.functions) {
    assert.ok(fn.at >= -1 && fn.at < count && fn.end < count, `IR: ${fn.name} stands on no line`);
    for (const at of linesOf(fn.body))
      assert.ok(at >= -1 && at < count, `IR: a statement of ${fn.name} stands on no line`);
  }
  printIr(cfile);
  return cfile;
}

function linesOf(body: readonly Stmt[]): readonly number[] {
  const lines: number[] = [];
  visitStmts(body, (stmt) => lines.push(stmt.at));
  return lines;
}

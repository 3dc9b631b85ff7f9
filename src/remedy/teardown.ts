import type { Call, CFunction, Edit, Finding, Place, Remedy } from '../types.js';
import { base, isVariable, plain } from '../flow/access-path.js';
import { callOf, pathOf, visitStmts } from '../flow/expr.js';
import type { Seen, View } from '../flow/view.js';
import { releaseCall } from './call.js';
import { editLines, indentAt, indexOfLine, statementEnd } from './lines.js';
import { madeCalls, undoes } from './undo.js';

/** Adds the missing call to the teardown, in the order that the init implies; undefined where any of it is in doubt. */
export function teardownRemedy(finding: Finding, view: View): Remedy | undefined {
  const init = functionAt(finding, 'init', view);
  const teardowns = finding.related.filter((place) => place.role === 'teardown');
  const teardown = teardowns.length === 1 ? functionAt(finding, 'teardown', view) : undefined;
  if (!init || !teardown?.fn.complete) return undefined;
  const step = finding.related.find((place) => place.role === 'release');
  if (step) return ladderRemedy(step, init, teardown, view);
  const call = releaseCall(finding, init, view);
  const variable = base(plain(finding.resource));
  if (call === undefined || isVariable(finding.resource) || init.fn.name !== finding.function) return undefined;
  if (!sameVariable(variable, init.fn, teardown.fn)) return undefined;
  const acquired = finding.related.find((place) => place.role === 'acquire');
  const at = acquired ? indexOfLine(init.source, acquired.line) : -1;
  const earlier = madeCalls(init.fn.body).filter((made) => made.call.at < at);
  const next = teardown.fn.body.find((stmt) => {
    const made = callOf(stmt);
    return made !== undefined && earlier.some((one) => undoes(made, one, view));
  });
  const edit = next ? insertBefore(teardown, next.at, call) : insertAtEnd(teardown, call);
  return edit && { kind: 'teardown', call, function: teardown.fn.name, edits: [edit] };
}

/** A step of the ladder: the call as it stands there, before the step that follows it there. */
function ladderRemedy(place: Place, init: Seen, teardown: Seen, view: View): Remedy | undefined {
  const steps = ladderCalls(init.fn);
  const at = indexOfLine(init.source, place.line);
  const own = steps.findIndex((call) => call.callee === place.function && call.at === at);
  if (own < 0) return undefined;
  const text = /^\s*(\w+\s*\(.*\));\s*$/.exec(init.source.lines[at]?.text ?? '')?.[1];
  if (text === undefined) return undefined;
  const elsewhere = view
    .callers(place.function)
    .find((seen) => seen.fn !== init.fn && seen.fn !== teardown.fn && seen.cfile.path === teardown.cfile.path);
  if (elsewhere) return { kind: 'move', call: text, from: elsewhere.fn.name, function: teardown.fn.name, edits: [] };
  const variables = steps[own]!.args.map((arg) => pathOf(arg));
  if (!variables.every((path) => path !== undefined && sameVariable(base(plain(path)), init.fn, teardown.fn)))
    return undefined;
  const later = new Set(steps.slice(own + 1).map((call) => call.callee));
  const next = teardown.fn.body.find((stmt) => later.has(callOf(stmt)?.callee ?? ''));
  const edit = next ? insertBefore(teardown, next.at, text) : undefined;
  return edit && { kind: 'teardown', call: text, function: teardown.fn.name, edits: [edit] };
}

function ladderCalls(init: CFunction): readonly Call[] {
  const first = init.body.findIndex((stmt) => stmt.kind === 'label');
  return first < 0 ? [] : madeCalls(init.body.slice(first)).map((made) => made.call);
}

/** The function that a finding names in a role. */
export function functionAt(finding: Finding, role: 'init' | 'teardown', view: View): Seen | undefined {
  const place = finding.related.find((one) => one.role === role);
  return place && view.all.find((seen) => seen.fn.name === place.function && seen.source.path === place.file);
}

/** A variable of the same name and type in both functions. */
function sameVariable(name: string, a: CFunction, b: CFunction): boolean {
  const type = typeOf(name, a);
  return type !== undefined && type === typeOf(name, b);
}

function typeOf(name: string, fn: CFunction): string | undefined {
  const param = fn.params.find((one) => one.name === name);
  let type = param?.type;
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'declare' && stmt.name === name) type ??= stmt.type;
  });
  return type?.replace(/\s+/g, '');
}

function insertBefore(seen: Seen, at: number, call: string): Edit | undefined {
  if (statementEnd(seen.source, at) === undefined) return undefined;
  return editLines(seen.source, at, at, [`${indentAt(seen.source, at)}${call};`]);
}

function insertAtEnd(seen: Seen, call: string): Edit | undefined {
  const last = seen.fn.body.at(-1);
  const at = last?.kind === 'return' ? last.at : seen.fn.end;
  const isEnd = /^\s*\}\s*$/.test(seen.source.lines[seen.fn.end]?.text ?? '');
  if (last === undefined || !isEnd) return undefined;
  return editLines(seen.source, at, at, [`\t${call};`]);
}

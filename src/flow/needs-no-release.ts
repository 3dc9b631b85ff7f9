import type { AcquireApi, Call, CFunction } from '../types.js';
import { isVariable } from './access-path.js';
import { destructorsNamedBy } from './destructors.js';
import { callsOf, exprsOf, pathOf, visitExpr, visitSettings, visitStmts } from './expr.js';
import type { Placed } from './placed.js';
import { calleesOf } from './reached.js';
import type { Seen, View } from './view.js';

/** What a call gives out goes by itself: an entry with the one above it, a thread with its function. */
export function needsNoRelease(api: AcquireApi, placed: Placed, seen: Seen, view: View): boolean {
  return (
    goesWithAbove(api, placed, seen, view) ||
    endsByItself(api, placed, seen, view) ||
    isGivenBackByOwner(api, placed, seen, view)
  );
}

/** `if (!tracefs_create_file("a", mode, dir, …)) return -ENOMEM;`: nobody keeps the handle, so that it can only go with its directory. */
function goesWithAbove({ above }: AcquireApi, { call, result }: Placed, { fn }: Seen, view: View): boolean {
  const directory = above === undefined ? undefined : pathOf(call.args[above]);
  if (directory === undefined || directory === 'NULL') return false;
  if (result === undefined) return true;
  if (!isVariable(result)) return false;
  if (isOwnDirectory(directory, fn, view)) return true;
  let isUsed = false;
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'if' || isUsed) return;
    for (const expr of exprsOf(stmt))
      visitExpr(expr, (one) => {
        if (one.kind === 'assign') isUsed ||= pathOf(one.right) === result;
        else if (one.kind === 'call') isUsed ||= one.args.some((arg) => pathOf(arg) === result);
      });
    if (stmt.kind === 'return') isUsed ||= pathOf(stmt.value) === result;
  });
  return !isUsed;
}

/** The function makes the directory itself, or removes it: what is in it goes then. */
function isOwnDirectory(directory: string, fn: CFunction, { catalogue }: View): boolean {
  const isMaker = (call: Call): boolean => catalogue.acquires.get(call.callee)?.above !== undefined;
  let found = callsOf(fn.body).some(
    (call) =>
      catalogue.releases.get(call.callee)?.some((api) => api.above !== undefined) && pathOf(call.args[0]) === directory,
  );
  visitSettings(fn.body, (path, value) => {
    found ||= path === directory && value.kind === 'call' && isMaker(value);
  });
  return found;
}

/** A thread whose function never asks whether it should stop cannot be stopped: it does its work and is gone. */
function endsByItself({ runs }: AcquireApi, { call }: Placed, seen: Seen, view: View): boolean {
  const name = runs === undefined ? undefined : pathOf(call.args[runs])?.replace(/^&/, '');
  const run = name === undefined ? undefined : view.find(name, seen.cfile);
  if (!run?.fn.complete) return false;
  const { stopQuestions } = view.catalogue;
  return ![run, ...calleesOf(run, view)].some(({ fn }) =>
    callsOf(fn.body).some((one) => stopQuestions.has(one.callee)),
  );
}

/** `foo_init(foo, &foo_funcs)` with `.destroy = foo_destroy` in view, which gives back: the owner of the object runs it, whatever becomes of the function. */
function isGivenBackByOwner({ releases }: AcquireApi, { call }: Placed, seen: Seen, view: View): boolean {
  const names = new Set(releases.map((release) => release.name));
  const given = call.args.flatMap((arg) => (arg.kind === 'address' ? destructorsNamedBy(arg.path, [seen], view) : []));
  return given.some((name) => {
    const run = view.find(name, seen.cfile);
    return names.has(name) || (run && callsOf(run.fn.body).some((one) => names.has(one.callee)));
  });
}

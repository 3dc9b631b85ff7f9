import type { Call } from '../types.js';
import { base, isVariable, plain, tail } from '../flow/access-path.js';
import { sitesOf } from '../flow/acquires.js';
import { callsOf, pathOf, visitExpr, visitSettings, visitStmts } from '../flow/expr.js';
import { perView } from '../flow/memory.js';
import { nameSays, wordsOf } from '../flow/names.js';
import { isManaged, placedCalls } from '../flow/placed.js';
import { remembersItself, remembersState } from '../flow/remembered.js';
import type { Seen, View } from '../flow/view.js';
import { touchedFunctions, type Candidate, type Check, type CheckInput } from './check.js';
import { closureFunctions } from './lifecycle/closure.js';
import { rootsOf } from './lifecycle/roots.js';

/** How far up callers are followed. */
const MOST_DEPTH = 3;

/**
 * What a function that runs time and again acquires for good each time: managed memory, which goes only with the device, and memory whose pointer
 * the next run overwrites.
 */
export const againCheck: Check = {
  ids: ['leak-in-loop'],
  run: (input) => touchedFunctions(input).flatMap((seen) => [...managedIn(seen, input), ...overwrittenIn(seen, input)]),
};

function managedIn(seen: Seen, { view }: CheckInput): readonly Candidate[] {
  const calls = placedCalls(seen).filter(({ call }) => lastsLong(call.callee, view));
  if (calls.length === 0) return [];
  const root = repeatedRoot(seen, view);
  if (!root || givesManagedBack(view)) return [];
  return calls.flatMap(({ call, result }) =>
    isGuarded(call, result, seen, view) ? [] : [candidateOf(call, result ?? '', seen, root, view)],
  );
}

/** A managed call that gives out something new. */
function lastsLong(name: string, view: View): boolean {
  return isManaged(name, view) && wordsOf(name)[0] === 'devm' && !givesBack(name, view);
}

/** Somewhere in view managed things are given back by hand, or bounded by a group. */
const givesManagedBack = perView((view): boolean =>
  view.all.some(({ fn }) =>
    callsOf(fn.body).some(
      ({ callee }) => isManaged(callee, view) && (givesBack(callee, view) || callee.includes('group')),
    ),
  ),
);

/** `devm_kfree`, `devm_memunmap`, `devm_krealloc`. */
function givesBack(name: string, { catalogue }: View): boolean {
  return nameSays(catalogue.words.release, name) || /(free|unmap)$|realloc/.test(name);
}

function overwrittenIn(seen: Seen, { view, isNewName }: CheckInput): readonly Candidate[] {
  const { frees } = view.catalogue;
  const sites = sitesOf(seen, view).filter(
    ({ acquire, result, call }) =>
      call !== undefined &&
      acquire.evidence === 'catalogue' &&
      acquire.handle.kind === 'return' &&
      acquire.releases.some((release) => frees.has(release.name)) &&
      !isVariable(result) &&
      !result.includes('[]') &&
      (isNewName(tail(result)) || isFilledBefore(tail(result), seen, view)) &&
      isOfOthers(base(result), seen, view),
  );
  if (sites.length === 0) return [];
  const root = repeatedRoot(seen, view);
  // Of what is opened and closed by turns the teardown is judged.
  if (!root || rootsOf(view).some((one) => one.init.fn === root.fn)) return [];
  return sites.flatMap(({ call, result, resource }) => {
    if (!call || isGuarded(call, resource, seen, view) || isGivenBack(tail(result), root, view)) return [];
    return [candidateOf(call, resource, seen, root, view)];
  });
}

/** The function is seen whole, and another one fills the same field: whoever runs it finds the field filled. */
function isFilledBefore(field: string, seen: Seen, view: View): boolean {
  if (!seen.fn.complete || !isRepeated(seen, view)) return false;
  return view.all.some(
    (other) =>
      other.fn !== seen.fn &&
      placedCalls(other).some(
        ({ call, result }) =>
          result !== undefined &&
          tail(result) === field &&
          view.catalogue.acquires.get(call.callee)?.handle.kind === 'return',
      ),
  );
}

/** The object was there before the function ran: a parameter, or what a field or driver data leads to. */
function isOfOthers(variable: string, seen: Seen, view: View): boolean {
  const { aliases } = view.derive(seen.fn);
  if (aliases.isParam(variable)) return true;
  if (!aliases.isLocal(variable) || aliases.isValue(variable)) return false;
  return !sitesOf(seen, view).some(({ result }) => result === variable);
}

/** What runs time and again, or by turns with it, gives the field back: the steps of one ops struct, and of suspend and resume. */
function isGivenBack(field: string, root: Seen, view: View): boolean {
  const partners = view.all.filter((one) => one.fn === root.fn || isRepeated(one, view) || isInOneStruct(one, root));
  const turns = new Set(partners.flatMap((one) => [...closureFunctions(one, view)]));
  return view.all.some(
    ({ fn }) =>
      turns.has(fn) &&
      callsOf(fn.body).some(
        (call) =>
          nameSays(view.catalogue.words.release, call.callee) &&
          call.args.some((arg) => tail(pathOf(arg) ?? '') === field),
      ),
  );
}

function isInOneStruct({ fn }: Seen, root: Seen): boolean {
  return root.cfile.ops.some(
    ({ fields }) => fields.some(({ value }) => value === root.fn.name) && fields.some(({ value }) => value === fn.name),
  );
}

/** The function itself, or one that calls it whatever it did before, if it runs time and again while the device is there. */
function repeatedRoot(seen: Seen, view: View, depth = 0): Seen | undefined {
  if (isRepeated(seen, view)) return seen;
  if (depth >= MOST_DEPTH || remembersItself(seen.fn) || remembersState(seen.fn)) return undefined;
  for (const caller of view.callers(seen.fn.name)) {
    if (caller.fn === seen.fn) continue;
    const calls = callsOf(caller.fn.body).filter((call) => call.callee === seen.fn.name);
    if (calls.every((call) => isGuarded(call, undefined, caller, view))) continue;
    const root = repeatedRoot(caller, view, depth + 1);
    if (root) return root;
  }
  return undefined;
}

/** An ops struct, or its name, says so. */
function isRepeated({ fn, cfile }: Seen, view: View): boolean {
  const { repeatedOps, repeatedNames, repeatedMacros, onceNames } = view.catalogue;
  const words = wordsOf(fn.name);
  if (words.some((word) => onceNames.has(word))) return false;
  if (repeatedNames.has(words.at(-1) ?? '')) return true;
  if (cfile.macros.some(({ name, args }) => repeatedMacros.has(name) && args.slice(1).includes(fn.name))) return true;
  return cfile.ops.some(({ type, fields }) =>
    fields.some(({ field, value }) => value === fn.name && repeatedOps.has(`${type}.${field}`)),
  );
}

/** A decision before the call asks for what it gives, for a field that the function sets to a constant, or for a parameter of a helper. */
function isGuarded(call: Call, result: string | undefined, seen: Seen, view: View): boolean {
  const { fn } = seen;
  const asked = new Set<string>(isRepeated(seen, view) ? [] : fn.params.map((param) => param.name));
  visitSettings(fn.body, (path, value) => {
    const isConstant =
      value.kind === 'number' || (value.kind === 'path' && /^(true|false|NULL|[A-Z][A-Z0-9_]+)$/.test(value.path));
    if (isConstant && !isVariable(path)) asked.add(plain(path));
  });
  if (result !== undefined) asked.add(plain(result));
  let found = false;
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind !== 'if' || stmt.at > call.at) return;
    visitExpr(stmt.cond, (one) => {
      if (one.kind === 'path' && asked.has(plain(one.path))) found = true;
    });
  });
  return found;
}

function candidateOf(call: Call, resource: string, seen: Seen, root: Seen, view: View): Candidate {
  const api = view.catalogue.acquires.get(call.callee);
  const managed = api
    ? undefined
    : [...view.catalogue.acquires.values()].find((one) => one.managed.includes(call.callee));
  return {
    check: 'leak-in-loop',
    rule: api?.rule ?? managed?.rule ?? 'inferred',
    confidence: api ? 'medium' : 'high',
    effect: 'leak',
    evidence: ['catalogue', 'again'],
    seen,
    resource,
    acquire: call.callee,
    releases: api ? api.releases.slice(0, 1).map((one) => one.name) : [],
    origin: { seen, at: call.at },
    ways: [{ exit: call.at, branch: -1 }],
    spots: [
      { role: 'acquire', seen, at: call.at },
      ...(root.fn === seen.fn ? [] : [{ role: 'caller' as const, seen: root, at: root.fn.at, name: root.fn.name }]),
    ],
    certain: true,
  };
}

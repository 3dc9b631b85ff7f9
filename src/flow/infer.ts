import type { AcquireApi, Call, Failure, Handle } from '../types.js';
import { isVariable, tail } from './access-path.js';
import { callsOf, pathOf, visitBody, visitStmts } from './expr.js';
import { perFunction, perView } from './memory.js';
import { antonymOf, nameSays } from './names.js';
import type { Acquire } from './site.js';
import { undoneBySiblings } from './siblings.js';
import { isManaged, type Placed } from './placed.js';
import { timesSet } from './settings.js';
import type { Seen, View } from './view.js';

/** Calls of a release-like function in view, by its name: the paths of its arguments, one list a call. */
type Calls = ReadonlyMap<string, readonly (readonly (string | undefined)[])[]>;

/** Infers an acquire that no rule lists, from a release in view whose name is its antonym or that is given what the call returned. */
export function inferAcquire(placed: Placed, seen: Seen, view: View): readonly Acquire[] | undefined {
  const { call } = placed;
  const { catalogue } = view;
  if (call.callee.includes('->') || call.callee.includes('.')) return undefined;
  if (
    catalogue.releases.has(call.callee) ||
    catalogue.harmless.has(call.callee) ||
    catalogue.transfers.has(call.callee)
  )
    return undefined;
  if (isManaged(call.callee, view) || nameSays(catalogue.words.view, call.callee)) return undefined;
  if (isUnwinding(call, seen, view)) return undefined;
  const calls = callsInView(view);
  const opposite = antonymOf(call.callee, namesInView(view), catalogue);
  if (opposite !== undefined && !catalogue.harmless.has(opposite)) {
    const handle = sharedHandle(placed, calls.get(opposite) ?? []);
    if (handle) return [build(call.callee, opposite, handle, placed, seen, 'antonym')];
  }
  const step = undoneBySiblings(seen, view).get(call);
  if (step && !catalogue.harmless.has(step.callee)) {
    const handle = sharedHandle(placed, [step.args.map((arg) => pathOf(arg))]);
    if (handle) return [build(call.callee, step.callee, handle, placed, seen, 'sibling-exit')];
  }
  return givenBackLater(placed, seen, view);
}

/** A call below the error labels undoes something: it switches on again what the function had switched off. */
function isUnwinding(call: Call, seen: Seen, view: View): boolean {
  const { body } = seen.fn;
  return unwinding(seen, view, () => {
    const label = body.findIndex((stmt, i) => stmt.kind === 'label' && body[i - 1]?.kind === 'return');
    return new Set(label > 0 ? callsOf(body.slice(label)) : []);
  }).has(call);
}

const unwinding = perFunction<ReadonlySet<Call>>();

/** The result of the call is given to a listed release in the same function: the call gave out what that release takes. */
function givenBackLater(placed: Placed, seen: Seen, view: View): readonly Acquire[] | undefined {
  const { call, result } = placed;
  const { catalogue } = view;
  if (result === undefined || !isVariable(result) || view.find(call.callee, seen.cfile)) return undefined;
  if (nameSays(catalogue.words.borrowed, call.callee)) return undefined;
  if (nameSays(catalogue.words.release, call.callee) || timesSet(result, seen.fn.body) !== 1) return undefined;
  const found = givenTo(seen, view).get(result);
  if (!found) return undefined;
  const { api, name, arg } = found;
  const acquire = build(call.callee, name, { kind: 'return' }, placed, seen, 'sibling-exit');
  return [
    {
      ...acquire,
      rule: api.rule,
      releases: [{ name, arg }, ...api.releases.filter((one) => one.name !== name)],
    },
  ];
}

interface GivenTo {
  readonly api: AcquireApi;
  readonly name: string;
  readonly arg: number;
}

/** By path, the first listed release of what a call returns that a function gives it to. */
function givenTo(seen: Seen, view: View): ReadonlyMap<string, GivenTo> {
  return gifts(seen, view, () => findGifts(seen, view));
}

const gifts = perFunction<ReadonlyMap<string, GivenTo>>();

function findGifts(seen: Seen, view: View): ReadonlyMap<string, GivenTo> {
  const given = new Map<string, GivenTo>();
  for (const release of callsOf(seen.fn.body)) {
    const apis = view.catalogue.releases.get(release.callee);
    const api = apis?.find((one) => one.handle.kind === 'return');
    if (!apis || !api || apis.filter((one) => one.handle.kind === 'return').length * 2 < apis.length) continue;
    const arg = api.releases.find((one) => one.name === release.callee)?.arg;
    const path = arg === undefined ? undefined : pathOf(release.args[arg]);
    if (arg !== undefined && path !== undefined && !given.has(path))
      given.set(path, { api, name: release.callee, arg });
  }
  return given;
}

function build(
  name: string,
  release: string,
  handle: Handle,
  placed: Placed,
  seen: Seen,
  evidence: 'antonym' | 'sibling-exit',
): Acquire {
  const arg = handle.kind === 'return' ? 0 : undefined;
  return {
    name,
    rule: 'inferred',
    handle,
    failure: failureByUse(placed, handle, seen),
    releases: [{ name: release, arg }],
    counted: false,
    keptOnFailure: false,
    onlyOnFailure: false,
    confidence: 'medium',
    effect: 'leak',
    evidence,
    scope: 'function',
    inner: [],
  };
}

/** Where the object stands that the acquire and a call of its release have in common. */
function sharedHandle(placed: Placed, releases: readonly (readonly (string | undefined)[])[]): Handle | undefined {
  const { call, result } = placed;
  if (releases.length === 0) return undefined;
  const tails = new Set(releases.flatMap((args) => args.flatMap((arg) => (arg === undefined ? [] : [tail(arg)]))));
  if (
    result !== undefined &&
    tails.has(tail(result)) &&
    !/^(ret|err|rc|error|retval|status|result|r|res)$/.test(result)
  )
    return { kind: 'return' };
  const shared = call.args.findIndex((arg) => {
    const path = pathOf(arg);
    return path !== undefined && tails.has(tail(path));
  });
  if (shared >= 0) return { kind: 'arg', index: shared };
  if (call.args.length > 0 && releases.some((args) => args.length > 0)) return { kind: 'arg', index: 0 };
  return call.args.length === 0 && releases.some((args) => args.length === 0) ? { kind: 'arg', index: 0 } : undefined;
}

/** How the source itself treats the result tells how the call fails. */
function failureByUse(placed: Placed, handle: Handle, seen: Seen): Failure {
  const { result } = placed;
  if (placed.use === 'discarded') return 'never';
  if (handle.kind !== 'return') {
    if (placed.use === 'tested' && failsByZero(placed.call, seen)) return 'zero';
    let negative = false as boolean;
    visitBody(seen.fn.body, (expr) => {
      if (expr.kind === 'binary' && expr.op === '<' && expr.left.kind === 'path' && expr.left.path === result)
        negative = true;
    });
    return negative ? 'negative' : 'nonzero';
  }
  let failure: Failure = 'null';
  visitBody(seen.fn.body, (expr) => {
    if (expr.kind !== 'call' || pathOf(expr.args[0]) !== result) return;
    if (expr.callee === 'IS_ERR') failure = 'err-ptr';
    if (expr.callee === 'IS_ERR_OR_NULL') failure = 'err-ptr-or-null';
  });
  return failure;
}

/** `if (!request(x)) return -EBUSY;`: the call says no by zero. */
function failsByZero(call: Call, seen: Seen): boolean {
  let found = false as boolean;
  visitStmts(seen.fn.body, (stmt) => {
    if (stmt.kind !== 'if' || stmt.cond.kind !== 'unary' || stmt.cond.op !== '!' || stmt.cond.arg !== call) return;
    const last = stmt.then.at(-1);
    if (last?.kind === 'return' && last.value?.kind === 'unary' && last.value.op === '-') found = true;
  });
  return found;
}

const callsInView = perView((view): Calls => {
  const calls = new Map<string, (readonly (string | undefined)[])[]>();
  for (const seen of view.all) {
    for (const call of callsOf(seen.fn.body)) {
      const list = calls.get(call.callee);
      const args = call.args.map(pathOf);
      if (list) list.push(args);
      else calls.set(call.callee, [args]);
    }
  }
  return calls;
});

/** Names of all functions that are called in view. */
const namesInView = perView((view): ReadonlySet<string> => new Set(callsInView(view).keys()));

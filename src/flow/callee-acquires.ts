import type { Call, Confidence, Handle } from '../types.js';
import { isVariable, tail } from './access-path.js';
import { pathOf, visitSettings } from './expr.js';
import { givenPath } from './scope.js';
import { mayAcquire } from './deeds.js';
import { mapInner } from './frame.js';
import { inferAcquire } from './infer.js';
import { nameSays } from './names.js';
import { remembersItself } from './remembered.js';
import { isManaged, type Placed } from './placed.js';
import type { Acquire, GainsOf, Inner } from './site.js';
import { summaryOf } from './summary.js';
import type { Seen, View } from './view.js';

/** A callee in view that leaves something held is an acquire of its caller. */
export function fromCallee(
  placed: Placed,
  seen: Seen,
  view: View,
  depth: number,
  gainsOf: GainsOf,
): readonly Acquire[] | undefined {
  const { call, result } = placed;
  const callee = view.find(call.callee, seen.cfile);
  if (!callee || callee.fn === seen.fn) return undefined;
  // What a managed call keeps, its device gives back; a call that by its name releases takes nothing for its caller.
  if (isManaged(call.callee, view) || nameSays(view.catalogue.words.release, call.callee)) return [];
  if (isSwitchedOff(call, callee, view, gainsOf)) return [];
  const gains = gainsOf(callee, view, depth);
  const { aliases } = view.derive(seen.fn);
  const args = call.args.map((arg) => givenPath(arg, aliases));
  const kept = result === undefined ? '' : aliases.resolve(result);
  const inferred = inferAcquire(placed, seen, view);
  const antonym = inferred?.[0]?.releases ?? [];
  // Nobody looks whether it worked: what is only inferred is then not known to be held.
  const unnoticed = placed.use === 'discarded' && gains.failure !== 'never';
  const acquires: Acquire[] = [];
  const byApi = new Map<string, Inner[]>();
  const outs = new Map<Inner, Handle>();
  for (const one of [...gains.inner, ...gains.returned]) {
    const path = mapInner(one.path, args, kept);
    if (path === undefined) continue;
    const key = one.api;
    const mine: Inner = { ...one, path };
    byApi.set(key, [...(byApi.get(key) ?? []), mine]);
    const out = /^\$(\d+)\.\*$/.exec(one.path);
    // `foo_renew(&foo)` with a handle in `foo` already: it is looked at, and only made where there is none.
    if (out && isVariable(path) && aliases.isLocal(path) && isFilledBefore(path, call, seen)) continue;
    if (out && isVariable(path) && aliases.isLocal(path)) outs.set(mine, { kind: 'out', index: Number(out[1]) });
  }
  for (const inner of byApi.values()) {
    const first = inner[0]!;
    const handle: Handle =
      gains.returned.includes(first) || first.path === kept
        ? { kind: 'return' }
        : (outs.get(first) ?? { kind: 'arg', index: 0 });
    acquires.push({
      name: call.callee,
      rule: first.rule,
      handle,
      failure: gains.failure,
      releases: [...antonym, ...first.releases],
      counted: false,
      keptOnFailure: false,
      onlyOnFailure: false,
      confidence: unnoticed && inner.every((one) => one.rule === 'inferred') ? 'low' : surest(inner, view),
      effect: 'leak',
      evidence: 'summary',
      scope: 'function',
      ...(inner.every((one) => one.restored) ? { restored: true } : {}),
      ...(inner.every((one) => one.remembered) ? { remembered: true } : {}),
      inner,
    });
  }
  const remembered = remembersItself(callee.fn);
  if (acquires.length > 0) return remembered ? acquires.map((one) => ({ ...one, remembered })) : acquires;
  if (remembered && inferred) return inferred.map((one) => ({ ...one, remembered }));
  const isSwitch = nameSays(view.catalogue.words.switch, call.callee);
  return callee.fn.complete && (!inferred || (!isSwitch && !mayAcquire(callee, view))) ? [] : undefined;
}

/** A call with `false` switches off what it switches on with `true`; which way a number switches is not known. */
function isSwitchedOff(call: Call, callee: Seen, view: View, gainsOf: GainsOf): boolean {
  if (call.args.some((arg) => arg.kind === 'path' && arg.path === 'false')) return true;
  if (!call.args.some((arg) => arg.kind === 'number')) return false;
  const released = new Set(summaryOf(callee, view).releases.map((one) => `${one.name}|${tail(one.path)}`));
  return gainsOf(callee, view, 0).inner.some((one) =>
    one.releases.some((release) => released.has(`${release.name}|${tail(one.path)}`)),
  );
}

/** What the callee acquires is as sure as the best of it: what no rule lists was inferred from names. */
function surest(inner: readonly Inner[], view: View): Confidence {
  const all = inner.map((one) =>
    one.rule === 'inferred' ? 'medium' : (view.catalogue.acquires.get(one.api)?.confidence ?? 'high'),
  );
  return all.find((one) => one === 'high') ?? all.find((one) => one === 'medium') ?? 'low';
}

/** The variable is declared with a value that may be a handle, and set by nothing else. */
function isFilledBefore(variable: string, { at }: Call, { fn }: Seen): boolean {
  let isFilled = false;
  visitSettings(fn.body, (path, value) => {
    if (path === variable && value.at < at && value.kind !== 'number' && pathOf(value) !== 'NULL') isFilled = true;
  });
  return isFilled;
}

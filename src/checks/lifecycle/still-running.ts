import type { Call, CheckId, Expr } from '../../types.js';
import { tail } from '../../flow/access-path.js';
import { callOf, callsOf, pathOf, visitExpr, visitStmts } from '../../flow/expr.js';
import { nameSays } from '../../flow/names.js';
import { isManaged } from '../../flow/placed.js';
import type { Seen, View } from '../../flow/view.js';
import type { Candidate, Check, CheckInput } from '../check.js';
import { unseenAcquire } from '../known-release.js';
import { closureCalls, type MadeCall } from './closure.js';
import { isCertain, rootsOf, type Root } from './roots.js';

/** What a teardown takes away while an interrupt may still come whose handler uses it. */
export const stillRunningCheck: Check = {
  ids: ['wrong-release', 'mixed-management'],
  run: (input) =>
    rootsOf(input.view).flatMap((root) => {
      const [teardown, ...more] = root.teardowns;
      const isWhole = isCertain(root) && root.init.fn.complete && teardown?.fn.complete === true;
      return isWhole && more.length === 0 && root.named.length === 1 ? checkPair(root, teardown, input) : [];
    }),
};

/** A call that asks for an interrupt, with the functions in view that it makes handlers. */
interface Source {
  readonly made: MadeCall;
  readonly handlers: readonly Seen[];
}

function checkPair({ init }: Root, teardown: Seen, input: CheckInput): readonly Candidate[] {
  const { view } = input;
  const made = closureCalls(init, view);
  const sources = made.flatMap((one) => sourceOf(one, view));
  if (sources.length === 0 || made.some(({ call }) => quiets(call, view))) return [];
  return quietStart(teardown, view).flatMap((release) =>
    sources.flatMap((source) => {
      const stop = stopOf(source, release, teardown, view);
      const use = stop === undefined ? undefined : useOf(release, source, view);
      if (stop === undefined || use === undefined) return [];
      const lines = [
        { by: teardown, at: release.at },
        { by: teardown, at: stop },
        { by: use.by, at: use.call.at },
        { by: source.made.by, at: source.made.call.at },
      ];
      if (!lines.some(({ by, at }) => at >= 0 && input.isChanged(by, at))) return [];
      return [candidateOf(release, use, source, teardown, view)];
    }),
  );
}

function sourceOf(made: MadeCall, view: View): readonly Source[] {
  if (!view.catalogue.interrupts.has(made.call.callee)) return [];
  const handlers = made.call.args.flatMap((arg) => {
    const name = pathOf(arg)?.replace(/^&/, '');
    const seen = name === undefined ? undefined : view.find(name, made.by.cfile);
    return seen?.fn.complete === true ? [seen] : [];
  });
  return handlers.length > 0 ? [{ made, handlers }] : [];
}

/** The interrupt is off for a time, or asked for as one that starts off. */
function quiets(call: Call, { catalogue: { quiets: names } }: View): boolean {
  if (names.has(call.callee)) return true;
  let found = false;
  for (const arg of call.args) visitExpr(arg, (expr) => (found ||= names.has(pathOf(expr) ?? '')));
  return found;
}

/**
 * The releases with which a teardown begins, in source order: before them it does nothing that could keep the device from asking for an interrupt,
 * or tell the handler to do nothing.
 */
function quietStart({ fn }: Seen, view: View): readonly Call[] {
  const releases: Call[] = [];
  for (const stmt of fn.body) {
    if (stmt.kind === 'declare' && (stmt.init === undefined || isLook(stmt.init, view))) continue;
    const call = callOf(stmt);
    if (call !== undefined && view.catalogue.bars.has(call.callee)) continue;
    if (call !== undefined && isTaken(call, view)) releases.push(call);
    else if (!(stmt.kind === 'expr' && isLook(stmt.expr, view))) break;
  }
  return releases;
}

/** Only finds an object or prints: `priv = platform_get_drvdata(pdev)`. */
function isLook(expr: Expr, view: View): boolean {
  const { catalogue } = view;
  if (expr.kind === 'assign')
    return expr.left.kind === 'path' && /^\w+$/.test(expr.left.path) && isLook(expr.right, view);
  if (expr.kind === 'path' || expr.kind === 'address' || expr.kind === 'number') return true;
  if (expr.kind !== 'call') return false;
  return catalogue.harmless.has(expr.callee) || nameSays(catalogue.words.view, expr.callee);
}

/** Work or a timer that is stopped, or memory that is freed: nothing of the device is touched. */
function isTaken(call: Call, { catalogue }: View): boolean {
  if (catalogue.frees.has(call.callee)) return true;
  const acquires = catalogue.releases.get(call.callee) ?? [];
  return acquires.length > 0 && acquires.every((api) => api.effect === 'use-after-free');
}

/** Line of the call behind a release that ends the interrupt, -1 where that is left to the device; undefined where it is not known. */
function stopOf({ made: { call } }: Source, release: Call, { fn }: Seen, view: View): number | undefined {
  const calls = callsOf(fn.body);
  if (isManaged(call.callee, view)) return calls.some((one) => quiets(one, view)) ? undefined : -1;
  const ends = new Set(view.catalogue.acquires.get(call.callee)?.releases.map((one) => one.name));
  let at: number | undefined;
  visitStmts(fn.body, (stmt) => {
    const one = callOf(stmt);
    if (one !== undefined && ends.has(one.callee)) at ??= one.at;
  });
  return at !== undefined && at > release.at ? at : undefined;
}

/** Where a handler starts again what the release stops, or uses what it frees. */
function useOf(release: Call, { handlers }: Source, view: View): MadeCall | undefined {
  const name = tail(pathOf(release.args[0]) ?? '');
  if (name === '') return undefined;
  const acquires = view.catalogue.releases.get(release.callee) ?? [];
  const starts = new Set(acquires.flatMap((api) => [api.name, ...api.startedBy]));
  const isFree = view.catalogue.frees.has(release.callee);
  for (const handler of handlers) {
    const found = closureCalls(handler, view).find(
      ({ call }) =>
        (isFree || starts.has(call.callee)) &&
        call.args.some((arg) => {
          const path = pathOf(arg) ?? '';
          return !/^&?\w+$/.test(path) && tail(path) === name;
        }),
    );
    if (found) return found;
  }
  return undefined;
}

function candidateOf(release: Call, use: MadeCall, source: Source, teardown: Seen, view: View): Candidate {
  const check: CheckId = isManaged(source.made.call.callee, view) ? 'mixed-management' : 'wrong-release';
  return {
    check,
    rule: unseenAcquire(release.callee, view.catalogue).rule,
    confidence: 'high',
    effect: 'use-after-free',
    evidence: ['order'],
    seen: teardown,
    resource: (pathOf(release.args[0]) ?? '').replace(/^&/, '').replace('.', '->'),
    acquire: '',
    releases: [release.callee],
    origin: { seen: teardown, at: release.at },
    ways: [],
    spots: [
      { role: 'release', seen: teardown, at: release.at },
      { role: 'start', seen: use.by, at: use.call.at },
      { role: 'acquire', seen: source.made.by, at: source.made.call.at },
    ],
    certain: true,
  };
}

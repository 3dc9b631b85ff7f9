import type { Call, Expr } from '../types.js';
import { base, isVariable } from './access-path.js';
import { callsOf, pathOf, visitBody } from './expr.js';
import { mapInner, relativePath } from './frame.js';
import { perFunction } from './memory.js';
import { nameSays } from './names.js';
import type { Seen, View } from './view.js';

/** What a function in view may do to what it is given; paths are relative to its parameters. */
export interface Summary {
  /**
   * `$0.clk`; `?.clk` for a field of an object that is not a parameter; `$0~` where it may release that or anything reached from it; `$0!` where
   * a function in view is called that releases by its name: for what that name is the opposite of.
   */
  readonly releases: readonly { readonly path: string; readonly name: string }[];
  /** Indices of parameters that it stores somewhere or hands on for good. */
  readonly keeps: readonly number[];
  /** Of these, the ones that a listed call takes over as they are: `xa_store(&table, index, param, …)`. */
  readonly handsOver: readonly number[];
  /** Indices of parameters through which it takes the value of its caller's variable away: `*param = NULL`. */
  readonly takesAway: readonly number[];
  /** All of it was seen: what is not listed does not happen. */
  readonly whole: boolean;
}

const NOTHING: Summary = { releases: [], keeps: [], handsOver: [], takesAway: [], whole: false };

const summaries = perFunction(NOTHING);

/** Summarises a function of the view, callees included; a recursive call counts as unknown. */
export function summaryOf(seen: Seen, view: View): Summary {
  return summaries(seen, view, () => summarise(seen, view));
}

function summarise(seen: Seen, view: View): Summary {
  const { fn } = seen;
  const { aliases } = view.derive(fn);
  const index = new Map(fn.params.map((param, i) => [param.name, i]));
  const releases: { path: string; name: string }[] = [];
  const keeps = new Set<number>();
  const handsOver = new Set<number>();
  const takesAway = new Set<number>();
  const relative = (path: string): string => relativePath(path, aliases, index);
  /** What a local variable of its own holds is no business of the callers. */
  const isOwn = (path: string): boolean =>
    aliases.isLocal(base(aliases.resolve(path))) && aliases.origin(base(aliases.resolve(path))) === undefined;

  for (const call of callsOf(fn.body)) {
    releases.push(...releasedBy(call, seen, view, (path) => (isOwn(path) ? undefined : relative(path))));
    for (const transfer of view.catalogue.transfers.get(call.callee) ?? []) {
      const given = call.args[transfer.arg];
      const path = pathOf(given);
      // From `kobject_init_and_add(&param->kobj, …)` on, the count frees the memory around it.
      const isPart = given?.kind === 'address' && view.catalogue.acquires.get(call.callee)?.onFailure !== undefined;
      const place = path === undefined ? undefined : aliases.resolve(path);
      const param = place === undefined ? undefined : index.get(isPart ? base(place) : place);
      if (param === undefined) continue;
      keeps.add(param);
      handsOver.add(param);
    }
    const callee = view.find(call.callee, seen.cfile);
    if (!callee) {
      if (!nameSays(view.catalogue.words.embed, call.callee)) continue;
      // `list_add(&foo->node, …)`
      for (const arg of call.args) {
        const param = arg.kind === 'address' ? index.get(base(aliases.resolve(arg.path))) : undefined;
        if (param !== undefined) keeps.add(param);
      }
      continue;
    }
    const inner = summaryOf(callee, view);
    for (const kept of inner.keeps) {
      const path = pathOf(call.args[kept]);
      const param = path === undefined ? undefined : index.get(aliases.resolve(path));
      if (param === undefined) continue;
      keeps.add(param);
      if (inner.handsOver.includes(kept)) handsOver.add(param);
    }
  }
  visitBody(fn.body, (expr) => {
    if (expr.kind !== 'assign' || expr.left.kind !== 'path') return;
    const replaced = /^\*(\w+)$/.exec(expr.left.path)?.[1];
    const through = replaced === undefined ? undefined : index.get(replaced);
    if (through !== undefined && expr.op === '=' && pathOf(expr.right) === 'NULL') takesAway.add(through);
    const value = storedPath(expr.right);
    const param = value === undefined ? undefined : index.get(aliases.resolve(value));
    if (param !== undefined && !isVariable(expr.left.path)) keeps.add(param);
  });
  return { releases, keeps: [...keeps], handsOver: [...handsOver], takesAway: [...takesAway], whole: fn.complete };
}

function storedPath(expr: Expr): string | undefined {
  return expr.kind === 'path' ? expr.path : undefined;
}

/** What a call releases, seen from inside the function that makes it. */
function releasedBy(
  call: Call,
  seen: Seen,
  view: View,
  relative: (path: string) => string | undefined,
): Summary['releases'] {
  const name = call.callee;
  const args = call.args.map((arg) => {
    const path = pathOf(arg);
    return path === undefined ? undefined : relative(path);
  });
  const apis = view.catalogue.releases.get(name);
  if (apis) {
    const positions = new Set(
      apis.flatMap((api) => api.releases.filter((r) => r.name === name).map((r) => r.arg ?? 0)),
    );
    const known = [...positions].flatMap((i) => {
      const path = args[i] ?? (isComputed(call.args[i]) ? '?' : undefined);
      return path === undefined ? [] : [{ path, name }];
    });
    return [...known, ...lastPut(call, seen, view, args[0])];
  }
  const anything = args.flatMap((arg) => (arg === undefined ? [] : [{ path: `${arg}~`, name }]));
  const says = nameSays(view.catalogue.words.release, name);
  const callee = view.find(name, seen.cfile);
  // `call_rcu(&foo->rcu, foo_free)` runs a function in view as a last put does.
  if (!callee && view.catalogue.transfers.has(name)) return lastPut(call, seen, view, args[0]);
  if (!callee) return says ? anything : [];
  const summary = summaryOf(callee, view);
  const known = summary.releases.flatMap((released) => {
    const path = mapInner(released.path, args, '');
    return path === undefined ? [] : [{ path, name: released.name }];
  });
  if (says && !summary.whole) return [...known, ...anything];
  return says ? [...known, ...args.flatMap((arg) => (arg === undefined ? [] : [{ path: `${arg}!`, name }]))] : known;
}

/** `free_irq(pci_irq_vector(pdev, i), foo)`: what is released is found by a call. */
function isComputed(arg: Expr | undefined): boolean {
  return arg?.kind === 'call';
}

/** `kref_put(&foo->ref, foo_free)`: the last put runs a function in view on the object that the count is a part of. */
function lastPut(call: Call, seen: Seen, view: View, counted: string | undefined): Summary['releases'] {
  const end = counted?.lastIndexOf('.') ?? -1;
  if (counted === undefined || end < 0) return [];
  const owner = counted.slice(0, end);
  return call.args.flatMap((arg) => {
    const callback = arg.kind === 'path' && isVariable(arg.path) ? view.find(arg.path, seen.cfile) : undefined;
    if (!callback) return [];
    const inside = summaryOf(callback, view).releases.filter((one) => one.path.startsWith('?'));
    return [
      ...inside.map(({ path, name }) => ({ path: owner + path.slice(1), name })),
      { path: `${owner}~`, name: call.callee },
    ];
  });
}

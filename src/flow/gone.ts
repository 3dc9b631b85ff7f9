import type { AcquireApi, Call } from '../types.js';
import { plain } from './access-path.js';
import { callsOf, pathOf } from './expr.js';
import { perFunction } from './memory.js';
import { allWaysTo } from './all-ways.js';
import { nameSays } from './names.js';
import { isManaged } from './placed.js';
import { exprOf } from './cfg.js';
import type { Seen, View } from './view.js';

/** An argument of a call whose object is gone for the caller once the call has returned. */
export interface Gone {
  readonly call: Call;
  /** As the source writes it: `priv->buf`. */
  readonly path: string;
  /** The function of the catalogue that frees it, the call itself or one that the callee makes. */
  readonly by: string;
}

/** What a call takes away for good: by the rules, or because its callee in view frees its parameter on every way. */
export function goneBy(call: Call, seen: Seen, view: View): readonly Gone[] {
  const index = freedArgument(call.callee, view);
  if (index !== undefined) {
    const path = pathOf(call.args[index]);
    return path === undefined || path.startsWith('&') ? [] : [{ call, path, by: call.callee }];
  }
  const callee = view.find(call.callee, seen.cfile);
  if (!callee || callee.fn === seen.fn) return [];
  return freedParams(callee, view).flatMap(({ param, by }) => {
    const path = pathOf(call.args[param]);
    return path === undefined || path.startsWith('&') ? [] : [{ call, path, by }];
  });
}

/** The argument that a function of the catalogue frees. */
function freedArgument(name: string, view: View): number | undefined {
  const { catalogue } = view;
  if (catalogue.deferred.has(name) || isManaged(name, view)) return undefined;
  if (catalogue.frees.has(name) || catalogue.ends.has(name)) return 0;
  if (nameSays(catalogue.words.shared, name)) return undefined;
  const args = new Set<number>();
  for (const api of catalogue.releases.get(name) ?? []) {
    const arg = api.releases.find((one) => one.name === name)?.arg;
    if (arg === undefined) continue;
    if (
      !isObject(api) ||
      api.counted ||
      nameSays(catalogue.words.shared, api.name) ||
      catalogue.otherObject.has(`${api.name} ${name}`)
    )
      return undefined;
    args.add(arg);
  }
  return args.size === 1 ? [...args][0] : undefined;
}

/** The acquire returns a pointer to what it acquires. */
function isObject({ handle, failure }: AcquireApi): boolean {
  return handle.kind === 'return' && (failure === 'null' || failure.startsWith('err-ptr'));
}

interface FreedParam {
  readonly param: number;
  readonly by: string;
}

const params = perFunction<readonly FreedParam[]>([]);

/** The parameters that a function in view frees on every way, wherever they are not NULL. */
function freedParams(seen: Seen, view: View): readonly FreedParam[] {
  return params(seen, view, () => {
    if (!seen.fn.complete) return [];
    return seen.fn.params.flatMap(({ name }, param): readonly FreedParam[] => {
      const by = callsOf(seen.fn.body).flatMap((call) => goneBy(call, seen, view).filter((one) => one.path === name));
      const [first] = by;
      if (!first) return [];
      const calls = new Set(by.map((one) => one.call));
      const { cfg } = view.derive(seen.fn);
      const frees = allWaysTo(cfg, [cfg.entry], (node) => {
        if (node.kind === 'branch' && pathOf(node.cond) === name) return 'yes';
        const expr = exprOf(node);
        if (!expr) return undefined;
        const here = callsOf([{ kind: 'expr', expr, at: expr.at }]);
        if (here.some((call) => calls.has(call))) return 'there';
        if (here.some((call) => view.catalogue.halts.has(call.callee))) return 'lost';
        return expr.kind === 'assign' && pathOf(expr.left) === name ? 'lost' : undefined;
      });
      return frees ? [{ param, by: first.by }] : [];
    });
  });
}

/** Whether a path can be told from others by its text alone: a name or a field of one, no element of an array. */
export function isDefinite(path: string): boolean {
  return path !== 'NULL' && /^[A-Za-z_][\w.]*$/.test(plain(path)) && !path.includes('(');
}

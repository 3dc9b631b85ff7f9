import type { Expr, Handle } from '../types.js';
import { nullable } from './copies.js';
import { callsOf, pathOf } from './expr.js';
import { nameSays } from './names.js';
import type { Placed } from './placed.js';
import type { Acquire, Site } from './site.js';
import type { Seen, View } from './view.js';

/** Where a call puts what it acquires: the site, if the place has a name. */
export function place(
  acquire: Acquire,
  placed: Placed,
  resolve: (path: string) => string,
  seen: Seen,
  view: View,
): Site | undefined {
  const { call, result } = placed;
  const { handle } = acquire;
  const kept = result === undefined ? '' : resolve(result);
  const common = { acquire, call, loop: undefined, at: call.at, result: kept };
  if (acquire.inner.length > 0) {
    const homes = [...new Set(acquire.inner.map((one) => one.path).filter((path) => path !== ''))];
    return homes.length === 0 ? undefined : { ...common, resource: homes[0]!, homes };
  }
  switch (handle.kind) {
    case 'return':
      if (result !== undefined) return { ...common, acquire: nullable(acquire, view), resource: result, homes: [kept] };
      return unkept(acquire, placed, resolve, seen, view);
    case 'arg':
    case 'out': {
      const arg = call.args[handle.index];
      if (!arg)
        return acquire.rule === 'inferred'
          ? { ...common, resource: `${call.callee}()`, homes: [`${call.callee}()`] }
          : undefined;
      const path =
        arg.kind === 'path'
          ? arg.path
          : arg.kind === 'address'
            ? handle.kind === 'out'
              ? arg.path
              : `&${arg.path}`
            : undefined;
      if (path === undefined || /^(NULL|true|false)$/.test(path)) return undefined;
      const whole = handle.kind === 'out' && handle.field !== undefined ? fieldOf(arg, path, handle.field) : path;
      return { ...common, resource: whole, homes: [resolve(whole)] };
    }
  }
}

/** The call fills a field of the struct that it is given. */
function fieldOf(arg: Expr, path: string, field: string): string {
  return `${path}${arg.kind === 'address' ? '.' : '->'}${field}`;
}

/**
 * The counted handle that a call returns and no variable keeps: where the call returns its argument, that is the handle; where the result is only
 * tested, or given to a call that takes nothing over, nobody can give it back.
 */
function unkept(
  acquire: Acquire,
  { call, use, outer, result }: Placed,
  resolve: (path: string) => string,
  seen: Seen,
  view: View,
): Site | undefined {
  if (!acquire.counted || result !== undefined) return undefined;
  const { catalogue } = view;
  const arg = pathOf(call.args[0]);
  const isEcho = catalogue.returnsArgument.has(call.callee) || (use === 'tested' && isReleased(arg, acquire, seen));
  if (isEcho) {
    if (arg === undefined || (use !== 'discarded' && use !== 'tested')) return undefined;
    const handle: Handle = { kind: 'arg', index: 0 };
    return {
      acquire: nullable({ ...acquire, handle }, view),
      call,
      loop: undefined,
      at: call.at,
      resource: arg,
      homes: [resolve(arg)],
      result: '',
    };
  }
  const borrows =
    outer !== undefined &&
    !catalogue.transfers.has(outer) &&
    (catalogue.harmless.has(outer) || catalogue.acquires.has(outer) || nameSays(catalogue.words.borrow, outer));
  if (use !== 'tested' && !(use === 'argument' && borrows)) return undefined;
  const home = `${call.callee}()`;
  return { acquire, call, loop: undefined, at: call.at, resource: '', homes: [home], result: '' };
}

/** A release in the same function takes what the call was given: the call counts its argument. */
function isReleased(path: string | undefined, { releases }: Acquire, { fn }: Seen): boolean {
  if (path === undefined) return false;
  return callsOf(fn.body).some((call) =>
    releases.some((one) => one.name === call.callee && one.arg !== undefined && pathOf(call.args[one.arg]) === path),
  );
}

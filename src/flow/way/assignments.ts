import type { Call, Expr } from '../../types.js';
import { base, contains, isVariable, tail } from '../access-path.js';
import { isMadeIn } from '../copies.js';
import { visitSettings } from '../expr.js';
import { nameSays } from '../names.js';
import { argPath, type Scope } from '../scope.js';
import type { Site } from '../site.js';
import { isHome, type State } from './state.js';

/** More names of one resource than this are not told apart. */
const MOST_HOMES = 6;

/** What an assignment says of the resource of one site. */
export interface Assignments {
  /** A local struct that the call has filled, with the handle in one of its fields: `np = args.np`. */
  isFilled(home: string): boolean;
  /** `tail->next = skb` where another round has said `tail = skb`: from then on the first of the chain stands for all. */
  wasHandle(variable: string): boolean;
  /** The object that has the resource in a field is left with another one of this function: `att->priv = foo` makes `att->priv->buf` of `foo->buf`. */
  ownedThrough(object: string, place: string, state: State): readonly string[];
  /** `fc->root = dget(sb->s_root)`: a count on a part of the resource is kept. */
  isReferenceToPart(right: Expr, state: State): boolean;
  /** `sb->s_root = root`: an owner that lives on takes over what hangs on it. */
  isAdopted(left: string, state: State): boolean;
  /** `kctl->private_free = f`: what releases private data. */
  isOwnersCallback(left: string, right: Expr): boolean;
  /** Something else that was made of the resource. */
  isKin(path: string, state: State): boolean;
  /** A call that is given the resource and makes something else of it, which is released on its own. */
  makesKin(call: Call, state: State): boolean;
  /** A value made of the handle that still leads to it: `addr & ~FLAG`, `to_foo(p)`, `SOFTWARE_NODE(name, …)`. */
  isDerived(right: Expr): boolean;
}

export function assignmentsOf(site: Site, scope: Scope): Assignments {
  const { aliases } = scope;

  const isFilled = (home: string): boolean =>
    site.acquire.handle.kind === 'out' && isVariable(home) && aliases.isValue(home);

  const wasHandle = (variable: string): boolean => {
    if (site.loop || site.acquire.handle.kind !== 'return' || !aliases.isLocal(variable)) return false;
    handles ??= handlesOf(site, scope);
    return handles.has(variable);
  };
  let handles: ReadonlySet<string> | undefined;

  const ownedThrough = (object: string, place: string, state: State): readonly string[] => {
    if (state.homes.length >= MOST_HOMES) return [];
    const isNew = aliases.isValue(base(object)) || isMadeIn(scope.seen.fn.body, base(object), scope.view);
    if (!aliases.isLocal(base(place)) && (site.acquire.handle.kind !== 'return' || !isNew)) return [];
    if (isVariable(place) && (aliases.isLocal(place) || !aliases.isValue(base(object)))) return [];
    return state.homes.flatMap((home) => {
      const path = place + home.slice(object.length);
      return home !== object && contains(object, home) && !state.homes.includes(path) ? [path] : [];
    });
  };

  const isReferenceToPart = (right: Expr, state: State): boolean => {
    if (right.kind !== 'call' || !scope.view.catalogue.returnsArgument.has(right.callee)) return false;
    const part = right.args[0] && argPath(right.args[0], aliases);
    return part !== undefined && state.homes.some((home) => isVariable(home) && home !== part && contains(home, part));
  };

  const isAdopted = (left: string, state: State): boolean =>
    state.status === 'held' &&
    state.stored &&
    !isVariable(left) &&
    scope.view.catalogue.adoptedBy.has(tail(left)) &&
    aliases.isParam(base(left));

  const isOwnersCallback = (left: string, right: Expr): boolean =>
    !isVariable(left) &&
    scope.view.catalogue.callbacks.has(tail(left)) &&
    right.kind === 'path' &&
    right.path !== 'NULL';

  const isKin = (path: string, state: State): boolean => state.kin.includes(aliases.resolve(path));

  const makesKin = (call: Call, state: State): boolean =>
    scope.view.catalogue.acquires.get(call.callee)?.handle.kind === 'return' &&
    call.args.some((arg) => isHome(state, argPath(arg, aliases) ?? '', aliases));

  const isDerived = (right: Expr): boolean =>
    right.kind === 'binary' ||
    (right.kind === 'call' &&
      !scope.view.catalogue.reads.has(right.callee) &&
      (nameSays(scope.view.catalogue.words.view, right.callee) || /^[A-Z][A-Z0-9_]+$/.test(right.callee)));

  return {
    isFilled,
    wasHandle,
    ownedThrough,
    isReferenceToPart,
    isAdopted,
    isOwnersCallback,
    isKin,
    makesKin,
    isDerived,
  };
}

/** Variables that are set to the one that an acquire fills. */
function handlesOf({ result }: Site, { seen }: Scope): ReadonlySet<string> {
  const found = new Set<string>();
  visitSettings(seen.fn.body, (path, value) => {
    if (value.kind === 'path' && value.path === result) found.add(path);
  });
  return found;
}

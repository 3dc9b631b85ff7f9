import { base, contains, isVariable, plain, tail } from './access-path.js';
import { pathOf, visitBody, visitSettings, visitStmts } from './expr.js';
import { isDefinite, type Gone } from './gone.js';
import { perView } from './memory.js';
import { placedCalls } from './placed.js';
import type { Seen, View } from './view.js';

/** What names an object in a function, and what lies in its memory; all comparable. */
export interface Places {
  /** Paths whose value is the pointer to it. */
  readonly names: ReadonlySet<string>;
  /** Variables that point into it. */
  readonly insiders: ReadonlySet<string>;
}

/** The names and the insides of an object that a call takes away. */
export function memoryWithin({ path }: Gone, seen: Seen, view: View): Places {
  const own = plain(path);
  const names = new Set([own]);
  const values = valuesOf(seen);
  const meant = values.get(own) ?? own;
  if (isDefinite(meant) && isSteady(meant, seen, view)) {
    names.add(meant);
    for (const [variable, value] of values) if (value === meant) names.add(variable);
  }
  const insiders = new Set<string>();
  for (const { call, result } of placedCalls(seen)) {
    if (result === undefined || !isVariable(result) || !view.catalogue.inside.has(call.callee)) continue;
    const from = pathOf(call.args[0]);
    if (from !== undefined && names.has(plain(from)) && isSetOnce(result, seen)) insiders.add(result);
  }
  for (const name of names) {
    const owner = base(name);
    if (isVariable(name) || plain(name) !== `${owner}.${tail(name)}`) continue;
    if (containers(view).has(`${typeOf(owner, seen) ?? ''}.${tail(name)}`)) insiders.add(owner);
  }
  for (const { name, to } of partPointers(seen))
    if ([...names].some((one) => to.startsWith(`${one}.`))) insiders.add(name);
  return { names, insiders };
}

/** Variables that are set once, to what another path holds: `ndev = q->ndev`. Paths are comparable. */
function valuesOf(seen: Seen): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  visitSettings(seen.fn.body, (name, value) => {
    if (!isVariable(name) || value.kind !== 'path' || !/^[A-Za-z_]/.test(value.path)) return;
    if (isSetOnce(name, seen)) found.set(name, plain(value.path));
  });
  return found;
}

/** Variables that are set once, to the address of a part of an object: `dev = &x->dev`, but not `&x->y->z`, which lies in another. */
function partPointers(seen: Seen): readonly { readonly name: string; readonly to: string }[] {
  const found: { readonly name: string; readonly to: string }[] = [];
  visitSettings(seen.fn.body, (name, value) => {
    if (!isVariable(name) || value.kind !== 'address' || value.path.split('->').length !== 2) return;
    if (isSetOnce(name, seen)) found.push({ name, to: plain(value.path) });
  });
  return found;
}

/**
 * No line of the function gives the path, or what it starts from, another value than its first, and no function that nobody knows is given the
 * object in which it is a field.
 */
function isSteady(path: string, seen: Seen, view: View): boolean {
  const owner = base(path);
  const { body } = seen.fn;
  const { catalogue } = view;
  const settings: string[] = [];
  visitSettings(body, (left) => settings.push(plain(left)));
  if (settings.some((left) => left !== owner && contains(left, path))) return false;
  const others: boolean[] = [];
  visitStmts(body, (stmt) => {
    others.push(stmt.kind === 'loop' && stmt.args.some((arg) => pathOf(arg) === owner));
  });
  visitBody(body, (expr) => {
    others.push(expr.kind === 'update' && plain(pathOf(expr.arg) ?? '') === owner);
    others.push(expr.kind === 'address' && plain(expr.path) === owner);
    if (expr.kind !== 'call' || isVariable(path)) return;
    const isKnown = [catalogue.harmless, catalogue.acquires, catalogue.releases, catalogue.stores].some((one) =>
      one.has(expr.callee),
    );
    others.push(!isKnown && expr.args.some((arg) => pathOf(arg) === owner));
  });
  const times =
    settings.filter((left) => left === owner).length + (view.derive(seen.fn).aliases.isParam(owner) ? 1 : 0);
  return times <= 1 && !others.includes(true);
}

/** A variable that has one value from where it is set on; a parameter has one already. */
function isSetOnce(name: string, seen: Seen): boolean {
  let times = seen.fn.params.some((param) => param.name === name) ? 1 : 0;
  visitStmts(seen.fn.body, (stmt) => {
    if (stmt.kind === 'declare' && stmt.name === name && stmt.init) times++;
  });
  visitBody(seen.fn.body, (expr) => {
    if (expr.kind === 'assign' && pathOf(expr.left) === name) times++;
  });
  return times === 1;
}

/** `TYPE.field` where a function in view takes the struct out of an object's memory and keeps the object in the field. */
const containers = perView((view): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const seen of view.all) {
    for (const { call, result } of placedCalls(seen)) {
      const from = pathOf(call.args[0]);
      if (result === undefined || from === undefined || !view.catalogue.inside.has(call.callee)) continue;
      const type = typeOf(result, seen);
      if (type === undefined) continue;
      visitBody(seen.fn.body, (expr) => {
        if (expr.kind !== 'assign' || pathOf(expr.right) !== from) return;
        const left = plain(pathOf(expr.left) ?? '');
        if (left === `${result}.${tail(left)}`) found.add(`${type}.${tail(left)}`);
      });
    }
  }
  return found;
});

function typeOf(variable: string, { fn }: Seen): string | undefined {
  let type = fn.params.find((one) => one.name === variable)?.type;
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'declare' && stmt.name === variable) type ??= stmt.type;
  });
  return type?.replace(/\s+/g, ' ').trim();
}

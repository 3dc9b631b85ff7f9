import type { Expr } from '../types.js';
import { base, isVariable, plain, tail } from './access-path.js';
import { pathOf, visitBody, visitSettings, visitStmts } from './expr.js';
import { isDefinite, type Gone } from './gone.js';
import { perFunction, perView } from './memory.js';
import { placedCalls } from './placed.js';
import { typeOf } from './structs.js';
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
  const settings = settingsOf(seen, view);
  const { values, parts, privates } = settings;
  const own = plain(path);
  const names = new Set([own]);
  const meant = values.get(own) ?? own;
  if (isDefinite(meant) && isSteady(meant, settings)) {
    names.add(meant);
    for (const [variable, value] of values) if (value === meant) names.add(variable);
  }
  const insiders = new Set<string>();
  for (const [name, from] of privates) if (names.has(from)) insiders.add(name);
  for (const name of names) {
    const owner = base(name);
    if (isVariable(name) || name !== `${owner}.${tail(name)}`) continue;
    if (containers(view).has(`${spacedType(owner, seen) ?? ''}.${tail(name)}`)) insiders.add(owner);
  }
  for (const [name, to] of parts) if ([...names].some((one) => to.startsWith(`${one}.`))) insiders.add(name);
  return { names, insiders };
}

/** What the lines of a function set; paths are comparable. */
interface Settings {
  /** How often each path is set; a parameter is set once to begin with. */
  readonly times: ReadonlyMap<string, number>;
  /** Variables that are set once, to what another path holds: `ndev = q->ndev`. */
  readonly values: ReadonlyMap<string, string>;
  /** Variables that are set once, to the address of a part of an object: `dev = &x->dev`, but not `&x->y->z`, which lies in another. */
  readonly parts: ReadonlyMap<string, string>;
  /** Variables that are set once, to the private part of an object. */
  readonly privates: ReadonlyMap<string, string>;
  /** Variables that step on, or whose address somebody has. */
  readonly moving: ReadonlySet<string>;
  /** Variables that a function which nobody knows is given: it may set fields of what they point to. */
  readonly given: ReadonlySet<string>;
}

const known = perFunction<Settings>();

function settingsOf(seen: Seen, view: View): Settings {
  return known(seen, view, () => findSettings(seen, view));
}

function findSettings({ fn }: Seen, { catalogue }: View): Settings {
  const times = new Map(fn.params.map((param) => [param.name, 1]));
  const last = new Map<string, Expr>();
  const moving = new Set<string>();
  const given = new Set<string>();
  visitSettings(fn.body, (path, value) => {
    const name = plain(path);
    times.set(name, (times.get(name) ?? 0) + 1);
    last.set(name, value);
  });
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'loop') for (const arg of stmt.args) moving.add(plain(pathOf(arg) ?? ''));
  });
  visitBody(fn.body, (expr) => {
    if (expr.kind === 'update') moving.add(plain(pathOf(expr.arg) ?? ''));
    if (expr.kind === 'address') moving.add(plain(expr.path));
    if (expr.kind !== 'call') return;
    const { harmless, acquires, releases, stores } = catalogue;
    if ([harmless, acquires, releases, stores].some((one) => one.has(expr.callee))) return;
    for (const arg of expr.args) if (arg.kind === 'path') given.add(arg.path);
  });
  const once = [...last].filter(([name]) => isVariable(name) && times.get(name) === 1 && !moving.has(name));
  const pick = (find: (value: Expr) => string | undefined): ReadonlyMap<string, string> =>
    new Map(
      once.flatMap(([name, value]): [string, string][] => {
        const path = find(value);
        return path === undefined ? [] : [[name, plain(path)]];
      }),
    );
  return {
    times,
    values: pick((value) => (value.kind === 'path' && /^[A-Za-z_]/.test(value.path) ? value.path : undefined)),
    parts: pick((value) => (value.kind === 'address' && value.path.split('->').length === 2 ? value.path : undefined)),
    privates: pick((value) =>
      value.kind === 'call' && catalogue.inside.has(value.callee) ? pathOf(value.args[0]) : undefined,
    ),
    moving,
    given,
  };
}

/**
 * No line of the function gives the path, or what it starts from, another value than its first, and no function that nobody knows is given the
 * object in which it is a field.
 */
function isSteady(path: string, { times, moving, given }: Settings): boolean {
  const owner = base(path);
  if ((times.get(owner) ?? 0) > 1 || moving.has(owner)) return false;
  if (isVariable(path)) return true;
  if (given.has(owner)) return false;
  for (let end = path.length; end > owner.length; end = path.lastIndexOf('.', end - 1))
    if (times.has(path.slice(0, end))) return false;
  return true;
}

/** `TYPE.field` where a function in view takes the struct out of an object's memory and keeps the object in the field. */
const containers = perView((view): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const seen of view.all) {
    for (const { call, result } of placedCalls(seen)) {
      const from = pathOf(call.args[0]);
      if (result === undefined || from === undefined || !view.catalogue.inside.has(call.callee)) continue;
      const type = spacedType(result, seen);
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

/** The type of a variable, whatever the spaces in it. */
function spacedType(variable: string, seen: Seen): string | undefined {
  return typeOf(variable, seen)?.replace(/\s+/g, ' ').trim();
}

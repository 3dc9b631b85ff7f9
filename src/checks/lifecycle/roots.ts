import type { Lifecycle } from '../../types.js';
import { wordsOf } from '../../flow/names.js';
import type { Seen, View } from '../../flow/view.js';

/** A function that sets an object up, with the functions that tear it down as far as they are in view. */
export interface Root {
  readonly init: Seen;
  readonly teardowns: readonly Seen[];
  /** Names that the source gives for teardowns, in view or not. */
  readonly named: readonly string[];
  readonly how: 'ops' | 'module' | 'name';
  /** When init fails, the teardown runs all the same. */
  readonly teardownAfterFailedInit: boolean;
  readonly role: string;
  /** Struct tag of the ops, the macro, or empty. */
  readonly type: string;
}

/** The lifecycle roots of a view, by ops structs, module macros and names. One function may stand in several. */
export function rootsOf(view: View): readonly Root[] {
  const memo = view.memo.get('roots') as readonly Root[] | undefined;
  if (memo) return memo;
  const certain = [...opsRoots(view), ...moduleRoots(view)];
  const known = new Set(certain.map((root) => root.init.fn));
  const roots = [...certain, ...nameRoots(view).filter((root) => !known.has(root.init.fn))];
  view.memo.set('roots', roots);
  return roots;
}

const typesOf = new WeakMap<readonly Lifecycle[], ReadonlyMap<string, readonly Lifecycle[]>>();

/** The lifecycles of ops structs by the type of the struct; made once for a catalogue. */
function byType(cycles: readonly Lifecycle[]): ReadonlyMap<string, readonly Lifecycle[]> {
  const known = typesOf.get(cycles);
  if (known) return known;
  const types = new Map<string, Lifecycle[]>();
  for (const cycle of cycles) {
    if (cycle.kind !== 'ops') continue;
    const list = types.get(cycle.type);
    if (list) list.push(cycle);
    else types.set(cycle.type, [cycle]);
  }
  typesOf.set(cycles, types);
  return types;
}

function opsRoots(view: View): readonly Root[] {
  const types = byType(view.catalogue.lifecycles);
  const roots: Root[] = [];
  for (const { cfile } of view.files) {
    for (const ops of cfile.ops) {
      for (const cycle of types.get(ops.type) ?? []) {
        const init = ops.fields.find((field) => field.field === cycle.init);
        const seen = init && view.find(init.value, cfile);
        if (!seen) continue;
        const named = ops.fields.filter((field) => cycle.teardowns.includes(field.field)).map((field) => field.value);
        roots.push({
          init: seen,
          named,
          teardowns: named.flatMap((name) => view.find(name, cfile) ?? []),
          how: 'ops',
          teardownAfterFailedInit: cycle.teardownAfterFailedInit,
          role: cycle.role,
          type: cycle.type,
        });
      }
    }
  }
  return roots;
}

function moduleRoots(view: View): readonly Root[] {
  const cycles = view.catalogue.lifecycles.filter((cycle) => cycle.kind === 'module');
  const roots: Root[] = [];
  for (const { cfile } of view.files) {
    for (const macro of cfile.macros) {
      const cycle = cycles.find((one) => one.init === macro.name);
      const init = cycle && view.find(macro.args[0] ?? '', cfile);
      if (!init) continue;
      const named = cfile.macros
        .filter((one) => cycle.teardowns.includes(one.name))
        .flatMap((one) => one.args.slice(0, 1));
      roots.push({
        init,
        named,
        teardowns: named.flatMap((name) => view.find(name, cfile) ?? []),
        how: 'module',
        teardownAfterFailedInit: false,
        role: 'module',
        type: macro.name,
      });
    }
  }
  return roots;
}

function nameRoots(view: View): readonly Root[] {
  const cycles = view.catalogue.lifecycles.filter((cycle) => cycle.kind === 'name');
  const roots: Root[] = [];
  for (const seen of view.all) {
    const named = cycles.flatMap((cycle) => partnerNames(seen.fn.name, cycle));
    const teardowns = [...new Set(named)].flatMap((name) => view.find(name, seen.cfile) ?? []);
    if (teardowns.length === 0) continue;
    roots.push({
      init: seen,
      named: teardowns.map((one) => one.fn.name),
      teardowns,
      how: 'name',
      teardownAfterFailedInit: false,
      role: 'name',
      type: '',
    });
  }
  return roots;
}

function partnerNames(name: string, cycle: Lifecycle): readonly string[] {
  const at = name.lastIndexOf(cycle.init);
  if (at < 0 || !wordsOf(name).includes(cycle.init.split('_').at(-1)!)) return [];
  const before = name.slice(0, at);
  const after = name.slice(at + cycle.init.length);
  if ((before !== '' && !before.endsWith('_')) || (after !== '' && !after.startsWith('_'))) return [];
  return cycle.teardowns.map((teardown) => before + teardown + after);
}

/**
 * How sure it is that nobody cleans up after this function when it fails: `certain` for roots whose teardown is not called then,
 * `likely` for names that say so, `no` otherwise.
 */
export function standsAlone(seen: Seen, view: View): 'certain' | 'likely' | 'no' {
  const mine = rootsOf(view).filter((root) => root.init.fn === seen.fn && root.how !== 'name');
  // Code that is never unloaded: what stays behind when it fails stays for good anyway.
  if (mine.some((root) => root.how === 'module' && root.named.length === 0)) return 'no';
  if (mine.some((root) => root.teardownAfterFailedInit)) return 'no';
  if (mine.length > 0) return 'certain';
  const words = wordsOf(seen.fn.name);
  if (words.includes('probe'))
    return view.callers(seen.fn.name).length === 0 || seen.fn.name.endsWith('_probe') ? 'certain' : 'likely';
  return view.callers(seen.fn.name).length === 0 &&
    view.catalogue.lifecycles.some((cycle) => cycle.kind === 'name' && words.at(-1) === cycle.init)
    ? 'likely'
    : 'no';
}

import type { Lifecycle } from '../../types.js';
import { objectPairs } from './objects.js';
import { perView } from '../../flow/memory.js';
import { wordsOf } from '../../flow/names.js';
import type { Seen, View } from '../../flow/view.js';
import { once } from '../../once.js';

/** A function that sets an object up, with the functions that tear it down as far as they are in view. */
export interface Root {
  readonly init: Seen;
  readonly teardowns: readonly Seen[];
  /** Names that the source gives for teardowns, in view or not. */
  readonly named: readonly string[];
  readonly how: 'ops' | 'module' | 'name' | 'object';
  /** When init fails, the teardown runs all the same. */
  readonly teardownAfterFailedInit: boolean;
  readonly role: string;
  /** Struct tag of the ops, the macro, or empty. */
  readonly type: string;
}

/** The source itself says who tears down, not names or types. */
export function isCertain(root: Root): boolean {
  return root.how === 'ops' || root.how === 'module';
}

/** The lifecycle roots of a view, by ops structs, module macros, names and, last, by the type of what is allocated and freed. One function may stand in several. */
export const rootsOf = perView((view): readonly Root[] => {
  const certain = [...opsRoots(view), ...moduleRoots(view)];
  const known = new Set(certain.map((root) => root.init.fn));
  const named = nameRoots(view).filter((root) => !known.has(root.init.fn));
  for (const root of named) known.add(root.init.fn);
  return [...certain, ...named, ...objectRoots(view).filter((root) => !known.has(root.init.fn))];
});

/** The lifecycles of a catalogue, sorted once for looking up. */
interface Cycles {
  /** Of ops structs, by the type of the struct. */
  readonly byType: ReadonlyMap<string, readonly Lifecycle[]>;
  readonly modules: readonly Lifecycle[];
  /** Of names, by the last word of the init's part: `probe`, `resume_early` under `early`. */
  readonly byWord: ReadonlyMap<string, readonly Lifecycle[]>;
  /** With which the names of the teardowns of drivers end: `_remove`. */
  readonly endings: readonly string[];
}

function cyclesOf({ catalogue: { lifecycles } }: View): Cycles {
  return sorted(lifecycles);
}

const sorted = once(sort);

function sort(all: readonly Lifecycle[]): Cycles {
  const drivers = all.filter((cycle) => cycle.kind === 'ops' && cycle.init === 'probe');
  return {
    byType: grouped(all, 'ops', (cycle) => cycle.type),
    modules: all.filter((cycle) => cycle.kind === 'module'),
    byWord: grouped(all, 'name', (cycle) => cycle.init.split('_').at(-1)!),
    endings: [...new Set(drivers.flatMap((cycle) => cycle.teardowns.map((teardown) => `_${teardown}`)))],
  };
}

function grouped(
  all: readonly Lifecycle[],
  kind: Lifecycle['kind'],
  keyOf: (cycle: Lifecycle) => string,
): ReadonlyMap<string, readonly Lifecycle[]> {
  const groups = new Map<string, Lifecycle[]>();
  for (const cycle of all) {
    if (cycle.kind !== kind) continue;
    const list = groups.get(keyOf(cycle));
    if (list) list.push(cycle);
    else groups.set(keyOf(cycle), [cycle]);
  }
  return groups;
}

/** Named like a teardown of a driver: `foo_remove`, `foo_disconnect`. */
export function saysTeardown(seen: Seen, view: View): boolean {
  return cyclesOf(view).endings.some((ending) => seen.fn.name.endsWith(ending));
}

function opsRoots(view: View): readonly Root[] {
  const { byType } = cyclesOf(view);
  const roots: Root[] = [];
  for (const { cfile } of view.files) {
    for (const ops of cfile.ops) {
      for (const cycle of byType.get(ops.type) ?? []) {
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
  const { modules } = cyclesOf(view);
  const roots: Root[] = [];
  for (const { cfile } of view.files) {
    for (const macro of cfile.macros) {
      const cycle = modules.find((one) => one.init === macro.name);
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
  const { byWord } = cyclesOf(view);
  const roots: Root[] = [];
  for (const seen of view.all) {
    const cycles = wordsOf(seen.fn.name).flatMap((word) => byWord.get(word) ?? []);
    if (cycles.length === 0) continue;
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

function objectRoots(view: View): readonly Root[] {
  return objectPairs(view).map(({ type, init, teardowns }) => ({
    init,
    named: teardowns.map((one) => one.fn.name),
    teardowns,
    how: 'object',
    teardownAfterFailedInit: false,
    role: 'object',
    type,
  }));
}

function partnerNames(name: string, cycle: Lifecycle): readonly string[] {
  const at = name.lastIndexOf(cycle.init);
  if (at < 0) return [];
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
  const mine = rootsOf(view).filter((root) => root.init.fn === seen.fn && isCertain(root));
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

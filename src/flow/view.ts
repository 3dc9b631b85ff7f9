import type { CFile, CFunction, Catalogue, SourceFile } from '../types.js';
import { buildCfg, type Cfg } from './cfg.js';
import { aliasesOf, type Aliases } from './aliases.js';

/** A function together with where it stands. */
export interface Seen {
  readonly fn: CFunction;
  readonly cfile: CFile;
  readonly source: SourceFile;
  /** Tells the functions of one view apart, whatever their names. */
  readonly key: number;
}

/** What is derived from a function once and used by many. */
export interface Derived {
  readonly cfg: Cfg;
  readonly aliases: Aliases;
}

/**
 * All that is in view on one side of a patch: the touched files, and files of the tree that were looked up. A name that several files
 * define (static helpers) is looked up from the file that uses it first.
 */
export interface View {
  readonly catalogue: Catalogue;
  readonly files: readonly { readonly cfile: CFile; readonly source: SourceFile }[];
  readonly all: readonly Seen[];
  find(name: string, from: CFile): Seen | undefined;
  /** Functions in view that call `name`. */
  callers(name: string): readonly Seen[];
  derive(fn: CFunction): Derived;
  /** Where resources are acquired whose ways take too much work to follow: line indices in the function's source. */
  readonly unfollowed: Map<Seen, Set<number>>;
}

/** Builds the view of one side. `callees` tells which names a function calls. */
export function buildView(
  catalogue: Catalogue,
  files: readonly { readonly cfile: CFile; readonly source: SourceFile }[],
  callees: (fn: CFunction) => ReadonlySet<string>,
): View {
  let key = 0;
  const all = files.flatMap(({ cfile, source }) => cfile.functions.map((fn) => ({ fn, cfile, source, key: key++ })));
  const byName = new Map<string, Seen[]>();
  for (const seen of all) {
    const list = byName.get(seen.fn.name);
    if (list) list.push(seen);
    else byName.set(seen.fn.name, [seen]);
  }
  let callerIndex: Map<string, Seen[]> | undefined;
  const derived = new Map<CFunction, Derived>();
  return {
    catalogue,
    files,
    all,
    unfollowed: new Map(),
    find: (name, from) => {
      const list = byName.get(name);
      if (!list) return undefined;
      return (
        list.find((seen) => seen.cfile === from) ??
        list.find((seen) => !seen.fn.isStatic && !seen.cfile.path.endsWith('.h')) ??
        list.find((seen) => !seen.fn.isStatic || seen.cfile.path.endsWith('.h'))
      );
    },
    callers: (name) => {
      if (!callerIndex) {
        callerIndex = new Map();
        for (const seen of all) {
          for (const callee of callees(seen.fn)) {
            const list = callerIndex.get(callee);
            if (list) list.push(seen);
            else callerIndex.set(callee, [seen]);
          }
        }
      }
      return callerIndex.get(name) ?? [];
    },
    derive: (fn) => {
      let known = derived.get(fn);
      if (!known) {
        known = { cfg: buildCfg(fn), aliases: aliasesOf(fn, catalogue) };
        derived.set(fn, known);
      }
      return known;
    },
  };
}

/** Remembers that what is acquired at a line of a function is not followed. */
export function leaveUnfollowed(seen: Seen, at: number, { unfollowed }: View): void {
  const known = unfollowed.get(seen);
  if (known) known.add(at);
  else unfollowed.set(seen, new Set([at]));
}

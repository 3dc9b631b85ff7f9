import { basename } from 'node:path';
import type { Catalogue, CFile, CFunction, SourceFile } from '../types.js';
import { callsOf } from '../flow/expr.js';
import { antonymOf, nameSays, wordsOf } from '../flow/names.js';
import { once } from '../once.js';

export interface Read {
  readonly source: SourceFile;
  readonly cfile: CFile;
}

/** Names to look for in the folder of a file. */
export interface Names {
  /** Functions whose bodies would say more. */
  readonly defined: readonly string[];
  /** Functions whose callers, or whose place in an ops struct, would say more. */
  readonly used: readonly string[];
}

/** More names than this are not one driver's. */
const MOST_NAMES = 40;

/**
 * What is worth looking up, by touched file: helpers of the code in view that may acquire or release, teardowns that ops structs name, and who
 * calls a touched function that nothing in view calls.
 */
export function wantedNames(
  files: readonly Read[],
  touched: readonly SourceFile[],
  catalogue: Catalogue,
): ReadonlyMap<string, Names> {
  const defined = new Set(files.flatMap(({ cfile }) => cfile.functions.map((fn) => fn.name)));
  const called = new Set(
    files.flatMap(({ cfile }) => cfile.functions.flatMap((fn) => callsOf(fn.body).map((call) => call.callee))),
  );
  const named = new Set(
    files.flatMap(({ cfile }) => cfile.ops.flatMap((ops) => ops.fields.map((field) => field.value))),
  );
  const out = new Map<string, Names>();
  const near = new Set(touched.map((source) => source.path));
  for (const { source, cfile } of files) {
    if (!near.has(source.path)) continue;
    const changed = cfile.functions.filter((fn) => isChanged(fn, source));
    const acquires = changed.some((fn) => acquiresSomething(fn, source, catalogue, called));
    const words = new Set([
      ...cfile.functions.map((fn) => wordsOf(fn.name)[0] ?? ''),
      wordsOf(basename(source.path))[0]!,
    ]);
    const isOurs = (name: string): boolean => words.has(wordsOf(name)[0] ?? '');
    const helpers = (acquires ? cfile.functions : changed)
      .flatMap((fn) => callsOf(fn.body).map((call) => call.callee))
      .filter((name) => isOurs(name) && !isKnown(name, catalogue) && nameSays(catalogue.words.release, name));
    const entries = acquires ? lifecycleEntries(cfile, catalogue).filter(isOurs) : [];
    const missing = [...new Set([...helpers, ...entries])].filter((name) => /^\w+$/.test(name) && !defined.has(name));
    const open = acquires
      ? changed
          .filter((fn) => !fn.isStatic && fn.hasHead && !called.has(fn.name) && !named.has(fn.name))
          .map((fn) => fn.name)
      : [];
    if (missing.length + open.length === 0) continue;
    out.set(source.path, { defined: missing.slice(0, MOST_NAMES), used: open.slice(0, MOST_NAMES) });
  }
  return out;
}

/** Functions that ops structs name where something is set up or torn down: what the others do comes in between. */
function lifecycleEntries({ ops }: CFile, catalogue: Catalogue): readonly string[] {
  const fields = lifecycleFields(catalogue);
  return ops.flatMap((one) =>
    one.fields.flatMap(({ field, value }) =>
      fields.has(`${one.type}.${field}`) || nameSays(catalogue.words.release, field) ? value : [],
    ),
  );
}

/** `TYPE.FIELD` of all lifecycles of ops structs. */
const lifecycleFields = once(
  ({ lifecycles }: Catalogue): ReadonlySet<string> =>
    new Set(
      lifecycles.flatMap(({ kind, type, init, teardowns }) =>
        kind === 'ops' ? [init, ...teardowns].map((field) => `${type}.${field}`) : [],
      ),
    ),
);

function isChanged(fn: CFunction, source: SourceFile): boolean {
  for (let at = Math.max(0, fn.at); at <= fn.end; at++) if (source.lines[at]?.kind === 'added') return true;
  return false;
}

function acquiresSomething(
  fn: CFunction,
  source: SourceFile,
  catalogue: Catalogue,
  names: ReadonlySet<string>,
): boolean {
  return callsOf(fn.body).some(
    (call) =>
      source.lines[call.at]?.kind === 'added' &&
      (catalogue.acquires.has(call.callee) || antonymOf(call.callee, names, catalogue) !== undefined),
  );
}

function isKnown(name: string, catalogue: Catalogue): boolean {
  return (
    catalogue.acquires.has(name) ||
    catalogue.releases.has(name) ||
    catalogue.transfers.has(name) ||
    catalogue.harmless.has(name)
  );
}

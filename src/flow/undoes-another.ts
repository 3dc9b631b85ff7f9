import type { AcquireApi, Call } from '../types.js';
import { contains, plain } from './access-path.js';
import { isUsualOpposite, nameSays } from './names.js';
import { argPath, type Held, type Scope } from './scope.js';
import type { View } from './view.js';

/**
 * The call is the opposite of another one in the function on the same object: `foo_exit(priv)` where there is a `foo_init(priv)`. It gives back what
 * that one acquired. The memory of the object itself may still go with it, and the last count may run a release function that gives back more.
 */
export function undoesAnother(call: Call, { site, homes }: Held, { view, aliases, sites }: Scope): boolean {
  const paths = call.args.map((arg) => argPath(arg, aliases));
  const isCount = dropsObject(call, view);
  const isItself = paths.some((path) => path !== undefined && homes.some((home) => contains(home, path)));
  if (isCount && !isItself) return false;
  const isMemory = site.acquire.releases.some((release) => view.catalogue.frees.has(release.name));
  if (isItself && (isMemory || !(view.catalogue.releases.has(call.callee) || site.acquire.handle.kind === 'arg')))
    return false;
  return sites().some(
    (other) =>
      other.call !== site.call &&
      other.acquire.handle.kind === 'arg' &&
      other.acquire.evidence !== 'sibling-exit' &&
      // By their names alone, what frees an object frees more than what sets it up has made: `foo_init(foo)`, `foo_free(foo)`.
      !(
        other.acquire.evidence === 'antonym' &&
        nameSays(view.catalogue.words.drop, call.callee) &&
        !isUsualOpposite(other.acquire.name, call.callee, view.catalogue)
      ) &&
      other.acquire.releases.some((release) => release.name === call.callee) &&
      paths.some((path) => path !== undefined && other.homes.some((home) => plain(path) === home)),
  );
}

/** A reference of an object is dropped, whose release function may run then: `put_device(dev)`, `kref_put(ref, fn)`; not by `pm_runtime_put(dev)`. */
export function dropsObject(call: Call, { catalogue }: View): boolean {
  const counts = catalogue.releases.get(call.callee)?.filter((api) => api.counted) ?? [];
  return counts.some((api) => api.handle.kind === 'return') || (counts.length > 0 && call.args.length > 1);
}

/** `free_irq(irq, foo)`: a listed release gives back what its listed argument names, and none of the others. */
export function isBesideReleased(
  { callee }: Call,
  known: readonly AcquireApi[],
  paths: readonly (string | undefined)[],
  held: Held,
  { view: { catalogue } }: Scope,
): boolean {
  const { evidence } = held.site.acquire;
  if (evidence !== 'catalogue' && evidence !== 'summary') return false;
  if (!nameSays(catalogue.words.release, callee)) return false;
  const releases = known.flatMap((api) => api.releases.filter((one) => one.name === callee));
  return releases.every(({ arg }) => arg !== undefined && !leadsTo(paths[arg], held));
}

/** An argument is the resource, a part of it, or what has it in a field. */
function leadsTo(path: string | undefined, { homes }: Held): boolean {
  return path !== undefined && homes.some((home) => contains(home, path) || contains(path, home));
}

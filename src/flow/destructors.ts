import type { Call } from '../types.js';
import { isVariable, tail } from './access-path.js';
import { isByNumber } from './by-other-name.js';
import { pathOf, visitBody } from './expr.js';
import { perFunction } from './memory.js';
import { isAddress } from './same-place.js';
import type { Held, Scope } from './scope.js';
import { releaseNames } from './site.js';
import { summaryOf, type Summary } from './summary.js';
import { dropsObject } from './undoes-another.js';
import type { Seen, View } from './view.js';

/**
 * The last put of an object that the function sets up runs a function in view, by `foo->dev.release = f` or by the type that it names, which
 * gives the resource back: `put_device(&foo->dev)`.
 */
export function putRunsRelease(call: Call, { site: { acquire }, homes }: Held, scope: Scope): boolean {
  if (!(dropsObject(call, scope.view) || unregisters(call, scope.view))) return false;
  const isMember = call.args.some((arg) => arg.kind === 'address' || isAddress(arg, scope));
  const names = releaseNames(acquire);
  const lasts = (home: string): boolean => !isVariable(home) || !scope.aliases.isLocal(home);
  const { seen, view } = scope;
  const own = call.args.flatMap((arg) => (arg.kind === 'address' ? destructorsNamedBy(arg.path, [seen], view) : []));
  const ofTypes = destructorsOf(seen, view).filter(
    ({ object }) => isMember || (object !== undefined && call.args.some((arg) => pathOf(arg) === object)),
  );
  return [...ofTypes.map((one) => one.releases), ...(isMember ? releasesOf(own, seen, view) : [])].some((releases) =>
    releases.some(
      ({ name, path }) =>
        names.has(name) &&
        (isByNumber(name, acquire) || homes.some((home) => lasts(home) && tail(home) === tail(path))),
    ),
  );
}

/** The opposite of a registration from which on a count owns the object, such as `device_unregister()`, drops that count. */
function unregisters(call: Call, { catalogue }: View): boolean {
  return catalogue.releases.get(call.callee)?.some((api) => api.onFailure !== undefined) ?? false;
}

/** What a function gives back that is made the destructor of an object; the object by its path where a call names both. */
interface Destructor {
  readonly object: string | undefined;
  readonly releases: Summary['releases'];
}

const known = perFunction<readonly Destructor[]>([]);

/** The destructors that a function gives to objects: it sets them, or a type that has one, or calls with the type, `kobject_init(kobj, &ktype)`. */
function destructorsOf(seen: Seen, view: View): readonly Destructor[] {
  return known(seen, view, () => {
    const { destructors } = view.catalogue;
    const named = new Set<string>();
    const typed: Destructor[] = [];
    visitBody(seen.fn.body, (expr) => {
      if (expr.kind === 'call') {
        const types = expr.args
          .slice(1)
          .flatMap((arg) => (arg.kind === 'address' ? destructorsNamedBy(arg.path, view.files, view) : []));
        const object = pathOf(expr.args[0]);
        for (const releases of releasesOf(types, seen, view)) typed.push({ object, releases });
        return;
      }
      if (expr.kind !== 'assign' || expr.left.kind !== 'path' || isVariable(expr.left.path)) return;
      const value = pathOf(expr.right)?.replace(/^&/, '');
      if (value === undefined || !isVariable(value)) return;
      if (destructors.has(tail(expr.left.path))) named.add(value);
      if (expr.right.kind === 'address')
        for (const name of destructorsNamedBy(value, view.files, view)) named.add(name);
    });
    return [...releasesOf([...named], seen, view).map((releases) => ({ object: undefined, releases })), ...typed];
  });
}

/** The destructors that a type or an object at file level names: `static struct device foo_dev = { .release = foo_release };`. */
export function destructorsNamedBy(
  object: string,
  files: readonly Pick<Seen, 'cfile'>[],
  { catalogue }: View,
): readonly string[] {
  return files.flatMap(({ cfile }) =>
    cfile.ops.flatMap(({ name, fields }) => {
      const own = name === object ? fields.filter(({ field }) => catalogue.destructors.has(field)) : [];
      return own.map(({ value }) => value.replace(/^&/, ''));
    }),
  );
}

function releasesOf(names: readonly string[], seen: Seen, view: View): readonly Summary['releases'][] {
  return names.flatMap((name) => {
    const found = view.find(name, seen.cfile);
    return found && found.fn !== seen.fn ? [summaryOf(found, view).releases] : [];
  });
}

import type { Call } from '../types.js';
import { base, contains, isOtherElement, isVariable } from './access-path.js';
import type { CallEffect } from './call-effect.js';
import { effectInView } from './callee-effect.js';
import { pathOf } from './expr.js';
import { nameSays, wordsOf } from './names.js';
import { registersRelease } from './registered.js';
import { isCountedBy, isFromSameTable, isForeignOwner, isPartWithItsName } from './by-other-name.js';
import { putRunsRelease } from './destructors.js';
import { isOpposite } from './toggle.js';
import { argPath, type Held, type Scope } from './scope.js';
import {
  isForLocals,
  isWithinItself,
  isCopiedInto,
  isLinkedAndAwaited,
  isLinkedWith,
  isSetter,
  isSetUpAlone,
} from './takes-over.js';
import { dropsObject, isBesideReleased, undoesAnother } from './undoes-another.js';
import { isAddress, isKeptByCore, isOrigin, isWithin, reaches, samePlace, sameTail } from './same-place.js';

/** Decides what a call does to a held resource, the surest knowledge first: catalogue, callee in view, name. */
export function effectOf(call: Call, held: Held, scope: Scope): CallEffect {
  const effect = effectByKnowledge(call, held, scope);
  if (effect !== 'may-release' || !undoesAnother(call, held, scope)) return effect;
  return putRunsRelease(call, held, scope) ? effect : 'none';
}

function effectByKnowledge(call: Call, held: Held, scope: Scope): CallEffect {
  const { catalogue } = scope.view;
  const { acquire } = held.site;
  const others = call.args.map((arg) => isOtherElement(pathOf(arg) ?? '', held.site.resource));
  const paths = call.args.map((arg, i) => (others[i] ? undefined : argPath(arg, scope.aliases)));
  const names = (path: string | undefined): boolean =>
    path !== undefined && held.homes.some((home) => samePlace(path, home));

  for (const release of acquire.releases) {
    if (release.name !== call.callee || isOpposite(release, call)) continue;
    if (release.arg === undefined) return 'release';
    if (others[release.arg]) continue;
    const path = paths[release.arg];
    if (names(path) || isArrayOf(path, held)) return 'release';
    if (acquire.handle.kind === 'out' && held.homes.some((home) => path !== undefined && contains(home, path)))
      return 'release';
    if (path === undefined || acquire.inner.length > 0 || sameTail(path, held)) return 'release';
    if (isCountedBy(path, held, scope) || isPartWithItsName(path, held)) return 'release';
    if (release.arg > 0 && isFromSameTable(call, path, held, scope)) return 'release';
  }
  if (
    acquire.inner.some((inner) => inner.releases.some((release) => release.name === call.callee)) &&
    paths.some(names)
  )
    return 'release';

  if (isVariantOfRelease(call, held, scope) && paths.some(names)) return 'may-release';
  if (registersRelease(call, held.site, held.homes, scope.seen, scope.view)) return 'transfer';
  if (isWithinItself(call, paths, held, scope)) return 'none';
  const transfers = catalogue.transfers.get(call.callee);
  if (transfers) {
    for (const transfer of transfers) {
      const path = paths[transfer.arg];
      if (path === undefined) continue;
      // From `device_register(&foo->dev)` on, the count frees the memory around it.
      const registers = catalogue.acquires.get(call.callee);
      const isPart = acquire.handle.kind === 'return' && (!registers || registers.onFailure !== undefined);
      const isOwned = (home: string): boolean => !registers && transfer.when === 'success' && base(home) === base(path);
      const embeds = isPart && held.homes.some((home) => (isVariable(home) ? contains(home, path) : isOwned(home)));
      if (names(path) || embeds || held.homes.some((home) => contains(path, home) || isOrigin(path, home, scope))) {
        return transfer.when === 'always' ? 'transfer' : 'transfer-on-success';
      }
    }
  }

  if (putRunsRelease(call, held, scope)) return 'may-release';

  const inView = effectInView(call, paths, others, held, scope);
  if (inView) return inView;

  if (catalogue.harmless.has(call.callee)) return 'none';
  if (catalogue.reads.has(call.callee) || catalogue.inside.has(call.callee)) return paths.some(names) ? 'read' : 'none';
  const member = call.args.some(
    (arg, i) =>
      arg.kind === 'address' &&
      held.homes.some((home) => paths[i] !== undefined && paths[i] !== home && contains(home, paths[i])),
  );
  const whole = paths.some(names);
  // `args.np = node; foo_parse(&args)`: the callee gets at it through the local struct that it is given.
  const holder = call.args.some(
    (arg, i) =>
      arg.kind === 'address' &&
      isVariable(arg.path) &&
      scope.aliases.isValue(arg.path) &&
      held.homes.some((home) => home !== paths[i] && contains(arg.path, home)),
  );
  const given = whole || member || holder;
  const reachesAny = (path: string | undefined, isPart: boolean): boolean =>
    path !== undefined && held.homes.some((home) => reaches(path, home, isPart, held, scope));
  const known = catalogue.releases.get(call.callee);
  if (known) {
    // Another count or switch of the same object: `pm_runtime_disable(dev)` drops no usage count, `clk_put(clk)` switches nothing off.
    const isPut = wordsOf(call.callee).includes('put');
    const other =
      acquire.evidence === 'catalogue' &&
      acquire.handle.kind === 'arg' &&
      known.every((api) => api.handle.kind === 'arg' || (isPut && api.rule === acquire.rule));
    const isCount = dropsObject(call, scope.view);
    const object = known.some((api) => api.onFailure !== undefined || catalogue.returnsArgument.has(api.name));
    // `fput(&foo->file)`: the last count on a member takes the memory around it along.
    const isMember = (path: string | undefined): boolean =>
      acquire.handle.kind === 'return' &&
      held.homes.some((home) => isVariable(home) && home !== path && path !== undefined && contains(home, path));
    const through = paths.some((path, i) => {
      if (call.args[i]!.kind === 'address') return isCount && (reachesAny(path, true) || isMember(path));
      // The last put of an object frees the one that it is a part of: `hdev = &foo->dev; put_device(hdev)`.
      return object && isAddress(call.args[i]!, scope) && isWithin(path, held);
    });
    // The last put of an object that another subsystem defines may free what its fields hold.
    const foreign = isCount && paths.some((path) => path !== undefined && isForeignOwner(path, held, scope));
    const isWhole = !catalogue.frees.has(call.callee);
    // `gen_pool_destroy(foo->pool)` may free what the pool has in a field.
    const inside = (path: string | undefined): boolean =>
      path !== undefined && !isVariable(path) && held.homes.some((home) => home !== path && contains(path, home));
    const nested = isWhole && acquire.handle.kind !== 'arg' && paths.some(inside);
    const byCore = paths.some(
      (path) => isWhole && path !== undefined && held.homes.some((home) => isKeptByCore(home, path, scope)),
    );
    return (given && !other && !isBesideReleased(call, known, paths, held, scope)) ||
      through ||
      foreign ||
      nested ||
      byCore
      ? 'may-release'
      : 'none';
  }
  const drops = nameSays(catalogue.words.drop, call.callee);
  const owner = paths.some((path, i) => {
    const isPart = drops && call.args[i]!.kind === 'address';
    return reachesAny(path, isPart) || (drops && isAddress(call.args[i]!, scope) && isWithin(path, held));
  });
  if ((given || owner) && nameSays(catalogue.words.release, call.callee)) return 'may-release';
  if (isLinkedWith(call, paths, held, scope) || isLinkedAndAwaited(call, paths, held, scope)) return 'takeover';
  if (isCopiedInto(call, paths, held, scope)) return 'takeover';
  // `submit(req, pages, n)`: the elements with their array.
  const place = paths.findIndex((path) => names(path) || isArrayOf(path, held));
  const takes =
    (place >= 0 &&
      nameSays(catalogue.words.takeover, call.callee) &&
      !isSetter(call, place) &&
      !isForLocals(call, place, scope) &&
      !isSetUpAlone(call, place, catalogue)) ||
    (member && nameSays(catalogue.words.embed, call.callee));
  // What queues work owns the object from then on; other listed calls say what they do.
  const listed = catalogue.acquires.get(call.callee);
  if (takes && acquire.handle.kind !== 'arg' && (!listed || listed.scope === 'teardown')) return 'takeover';
  // A listed call says what it acquires; one that attaches, installs or registers something may keep what it is given beside that.
  const part = member || paths.some((path, i) => isAddress(call.args[i]!, scope) && isWithin(path, held));
  if (listed && part && nameSays(catalogue.words.embed, call.callee)) return 'passed';
  // Data for a function that the call is given as well: `single_open(file, foo_show, foo)`.
  const isData =
    whole &&
    !catalogue.interrupts.has(call.callee) &&
    call.args.some((arg) => scope.view.find(pathOf(arg) ?? '', scope.seen.cfile) !== undefined);
  return given && (!listed || isData || nameSays(catalogue.words.takeover, call.callee)) ? 'passed' : 'none';
}

/** All elements of an array are given back, of which one is held: `regulator_bulk_disable(n, foo->supplies)`. */
function isArrayOf(path: string | undefined, { homes }: Held): boolean {
  return path !== undefined && path !== '' && homes.some((home) => home.startsWith(`${path}[]`));
}

/** `foo_commit_frozen(foo)` where `foo_commit(foo)` is a release: a call that nobody knows, by the name of one with more behind it. */
function isVariantOfRelease({ callee }: Call, { site: { acquire } }: Held, { seen, view }: Scope): boolean {
  if (view.catalogue.releases.has(callee) || view.catalogue.harmless.has(callee)) return false;
  if (!acquire.releases.some((release) => callee.startsWith(`${release.name}_`))) return false;
  return view.find(callee, seen.cfile) === undefined;
}

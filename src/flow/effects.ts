import type { Call, Stmt } from '../types.js';
import { base, contains, isOtherElement, isVariable } from './access-path.js';
import { callsOf, pathOf } from './expr.js';
import { mapInner } from './frame.js';
import { nameSays, wordsOf } from './names.js';
import { registersRelease } from './registered.js';
import {
  isByNumber,
  isCountedBy,
  isFromSameTable,
  isForeignOwner,
  isPartWithItsName,
  isPutOfPart,
} from './by-other-name.js';
import { putRunsRelease } from './destructors.js';
import { releaseNames } from './site.js';
import { summaryOf } from './summary.js';
import type { Seen, View } from './view.js';
import { isOpposite } from './toggle.js';
import { argPath, givenPath, type Held, type Scope } from './scope.js';
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
import { isAddress, isKeptByCore, isOrigin, isWithin, reaches, sameField, samePlace, sameTail } from './same-place.js';

/**
 * What a call does to a held resource. `may-release`: it could, and nothing in view says that it does not. `takeover`: the callee may own it
 * when it succeeds. `gone-on-failure`: it takes the resource out of its caller's variable where it fails. `kept`: it stores the resource in an object. `passed`: it sees the resource, nothing more is known. `read`: it only looks.
 */
export type CallEffect =
  | 'release'
  | 'may-release'
  | 'transfer'
  | 'transfer-on-success'
  | 'gone-on-failure'
  | 'takeover'
  | 'kept'
  | 'passed'
  | 'read'
  | 'none';

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

  const callee = scope.view.find(call.callee, scope.seen.cfile);
  if (callee) {
    const summary = summaryOf(callee, scope.view);
    const given = call.args.map((arg, i) => (others[i] ? undefined : givenPath(arg, scope.aliases)));
    let mayRelease = false;
    for (const released of summary.releases) {
      const isNamed = released.path.endsWith('!');
      if (isNamed && !acquire.releases.some((one) => one.name === released.name)) continue;
      const isSure = !released.path.endsWith('~') && !isNamed;
      const mapped = mapInner(isSure ? released.path : released.path.slice(0, -1), given, '');
      if (mapped === undefined) continue;
      const direct = held.homes.some((home) => samePlace(mapped, home) || sameField(mapped, home, scope));
      if (direct && (isSure || acquire.releases.some((one) => one.name === released.name))) return 'release';
      if (isSure && isPutOfPart(mapped, released.name, held)) return 'release';
      if (isOfObjectMadeWithIt(mapped, released.name, held)) return 'release';
      if (foundAnotherWay(mapped, released.name, paths, held, scope)) return 'release';
      mayRelease ||=
        (mapped === '?' && isFoundByCall(call, released.name, held, scope)) ||
        isByNumber(released.name, acquire) ||
        direct ||
        (!isSure && held.homes.some((home) => contains(mapped, home)));
    }
    if (mayRelease) return 'may-release';
    if (summary.takesAway.some((index) => call.args[index]?.kind === 'address' && names(paths[index])))
      return 'gone-on-failure';
    for (const index of summary.keeps) {
      const path = paths[index];
      if (names(path) && handsOn(callee, index, scope.view)) return 'transfer';
      if (names(path) && summary.handsOver.includes(index)) return 'transfer-on-success';
      const isPart = path !== undefined && call.args[index]?.kind === 'address';
      const holds = isPart && held.homes.some((home) => isVariable(home) && contains(home, path));
      if (names(path) || (holds && acquire.handle.kind === 'return')) return 'kept';
    }
    if (summary.whole) return paths.some(names) ? 'passed' : 'none';
  }

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

/** Whether a statement list, run to its end, gives the resource back; a list that leaves by a jump does not run to its end. */
export function releasesFallingThrough(body: readonly Stmt[], held: Held, scope: Scope): boolean {
  const last = body.at(-1);
  if (last?.kind === 'return' || last?.kind === 'goto' || last?.kind === 'break' || last?.kind === 'continue')
    return false;
  return releasesSomewhere(
    body.filter((stmt) => !leaves(stmt)),
    held,
    scope,
  );
}

/** A decision whose branch does not come back. */
function leaves(stmt: Stmt): boolean {
  const last = stmt.kind === 'if' && stmt.else.length === 0 ? stmt.then.at(-1) : undefined;
  return last?.kind === 'return' || last?.kind === 'goto';
}

/** Whether a statement list contains a call that gives the resource back. */
function releasesSomewhere(body: readonly Stmt[], held: Held, scope: Scope): boolean {
  return callsOf(body).some((call) => GIVES_BACK.has(effectOf(call, held, scope)));
}

const GIVES_BACK: ReadonlySet<CallEffect> = new Set<CallEffect>(['release', 'may-release', 'transfer']);

/**
 * Whether the rounds of a loop give the resource back, or leave it with others: `list_add(&p[i].node, …)`. A loop that has nothing to go over
 * is taken to have nothing to give back.
 */
export function isGivenUpInLoop(body: readonly Stmt[], held: Held, scope: Scope): boolean {
  if (releasesFallingThrough(body, held, scope)) return true;
  return body.some(
    (stmt) => stmt.kind === 'expr' && stmt.expr.kind === 'call' && effectOf(stmt.expr, held, scope) === 'takeover',
  );
}

/** All elements of an array are given back, of which one is held: `regulator_bulk_disable(n, foo->supplies)`. */
function isArrayOf(path: string | undefined, { homes }: Held): boolean {
  return path !== undefined && path !== '' && homes.some((home) => home.startsWith(`${path}[]`));
}

/** `foo_free(foo)` that calls `bar_put(bar_of(foo))`: what it gives back may well be what `bar_get(x)` counted. */
function isFoundByCall(call: Call, name: string, { site: { acquire } }: Held, { view: { catalogue } }: Scope): boolean {
  if (acquire.handle.kind !== 'arg' || !releaseNames(acquire).has(name)) return false;
  return nameSays(catalogue.words.release, call.callee);
}

/** A wrapper, all of whose body is one call that takes the parameter over in any case: `return nlmsg_unicast(sk, skb, portid);`. */
function handsOn({ fn }: Seen, index: number, { catalogue }: View): boolean {
  const [only] = fn.body;
  const expr = only?.kind === 'return' ? only.value : only?.kind === 'expr' ? only.expr : undefined;
  if (!fn.complete || fn.body.length !== 1 || expr?.kind !== 'call') return false;
  const transfers = catalogue.transfers.get(expr.callee) ?? [];
  return transfers.some(({ arg, when }) => when === 'always' && pathOf(expr.args[arg]) === fn.params[index]?.name);
}

/** `hba = foo_detect(pdev); … foo_cleanup(hba);`: the object that the acquiring call returned leads to what it was switched on for. */
function isOfObjectMadeWithIt(path: string, name: string, { site }: Held): boolean {
  const { acquire, result } = site;
  if (acquire.evidence !== 'summary' || acquire.handle.kind !== 'arg' || result === '' || base(path) !== result)
    return false;
  return !isVariable(path) && releaseNames(acquire).has(name);
}

/** The callee gets at the object by driver data or `container_of`: same release, same field, or a part of the object is what it is given. */
function foundAnotherWay(
  path: string,
  name: string,
  args: readonly (string | undefined)[],
  { site: { acquire }, homes }: Held,
  scope: Scope,
): boolean {
  if (!path.startsWith('?') || !releaseNames(acquire).has(name)) return false;
  const rest = path.slice(1);
  if (rest !== '') return homes.some((home) => !isVariable(home) && rest.endsWith(home.slice(base(home).length)));
  return args.some(
    (arg) =>
      arg !== undefined &&
      homes.some((home) => home !== arg && (contains(home, arg) || contains(arg, home) || isOrigin(home, arg, scope))),
  );
}

/** `foo_commit_frozen(foo)` where `foo_commit(foo)` is a release: a call that nobody knows, by the name of one with more behind it. */
function isVariantOfRelease({ callee }: Call, { site: { acquire } }: Held, { seen, view }: Scope): boolean {
  if (view.catalogue.releases.has(callee) || view.catalogue.harmless.has(callee)) return false;
  if (!acquire.releases.some((release) => callee.startsWith(`${release.name}_`))) return false;
  return view.find(callee, seen.cfile) === undefined;
}

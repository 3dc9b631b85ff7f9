import type { AcquireApi, Call } from '../../types.js';
import { base, contains, isVariable, tail } from '../../flow/access-path.js';
import { argPath } from '../../flow/scope.js';
import { callsOf } from '../../flow/expr.js';
import { perFunction, perView } from '../../flow/memory.js';
import { nameSays, wordsOf } from '../../flow/names.js';
import { isManaged } from '../../flow/placed.js';
import { sitesOf } from '../../flow/acquires.js';
import type { Seen, View } from '../../flow/view.js';
import type { CheckInput } from '../check.js';
import { callbacksOf, closureCalls, closureFunctions } from './closure.js';
import { tailsOf, type Debt } from './debts.js';
import { rootsOf, type Root } from './roots.js';
import { isLocalName, structOf, typeOf } from '../../flow/structs.js';
import { isForgottenTwin } from './twin.js';

/** Other debts of the same init: a release that names one of them exactly is not for this one. */
export type Others = readonly Debt[];

/**
 * Whether something gives a debt back when the object goes: a teardown of the root or a callback that init hands out (a managed action, a
 * kref's release), or any other function in view, for all that is known of when it runs.
 */
export function isDischarged(debt: Debt, root: Root, others: Others, view: View): boolean {
  if (isOwned(debt, view) || isCovered(debt, root, view)) return true;
  if (isForgottenTwin(debt, root.teardowns, view)) return false;
  const own = closureFunctions(root.init, view);
  const endings = closureOf(root.teardowns, view);
  const teardowns = runLater(root, view);
  for (const seen of view.all) {
    const inTeardown = teardowns.has(seen.fn);
    const isSetUp = !inTeardown && (own.has(seen.fn) || isPieceOf(root.init, seen) || setsUp(seen, debt, view));
    for (const call of callsOf(seen.fn.body)) {
      if (isSetUp && !isManaged(call.callee, view)) continue;
      if (releasesDebt(call, seen, debt, others, view)) return true;
      if (
        inTeardown
          ? mayRelease(call, seen, debt, view, endings.has(seen.fn))
          : isManaged(call.callee, view) && couldRelease(call, seen, debt, view)
      )
        return true;
    }
  }
  return false;
}

/**
 * Whether a teardown of the root, or a callback that init hands out, gives a debt back by a listed release, or may do so on a line that the patch
 * changes. What other functions give back they did before as well.
 */
export function isGivenBackLater(
  debt: Debt,
  root: Root,
  others: Others,
  { view, isChanged }: Pick<CheckInput, 'view' | 'isChanged'>,
): boolean {
  if (isOwned(debt, view) || isCovered(debt, root, view)) return true;
  const endings = closureOf(root.teardowns, view);
  const teardowns = runLater(root, view);
  return view.all.some(
    (seen) =>
      teardowns.has(seen.fn) &&
      callsOf(seen.fn.body).some(
        (call) =>
          releasesDebt(call, seen, debt, others, view) ||
          (isChanged(seen, call.at) && mayRelease(call, seen, debt, view, endings.has(seen.fn))),
      ),
  );
}

/** Another hunk of a function, which was not put together with the first. */
function isPieceOf(whole: Seen, seen: Seen): boolean {
  return seen.fn.name === whole.fn.name && seen.cfile === whole.cfile;
}

function closureOf(roots: readonly Seen[], view: View): ReadonlySet<Seen['fn']> {
  return new Set(roots.flatMap((seen) => [...closureFunctions(seen, view)]));
}

/** The functions that run when the object goes: teardowns, callbacks that init hands out, and their callees. */
function runLater(root: Root, view: View): ReadonlySet<Seen['fn']> {
  return closureOf([...root.teardowns, ...handedOut(root.init, view)], view);
}

/** A core owns the field, whoever fills it. */
export function isOwned(debt: Debt, view: View): boolean {
  return debt.homes.some((home) =>
    [...view.catalogue.keptByCore].some((end) => home === end || home.endsWith(`.${end}`)),
  );
}

/** A core gives it back by itself: something that init calls says so, or an ops struct that has no teardown. */
function isCovered(debt: Debt, root: Root, view: View): boolean {
  const { covers } = view.catalogue;
  if (root.teardowns.length === 0 && covers.get(root.type)?.has(debt.api)) return true;
  if (closureCalls(root.init, view).some(({ call }) => covers.get(call.callee)?.has(debt.api))) return true;
  // `.destroy = drm_connector_cleanup`: the core that is given the operations calls it.
  return debt.releases.some((release) => inOperations(view).has(release.name));
}

/** The functions that operations at file level name. */
const inOperations = perView(
  (view): ReadonlySet<string> =>
    new Set(
      view.files.flatMap(({ cfile }) =>
        cfile.ops.flatMap((ops) => ops.fields.map(({ value }) => value.replace(/^&/, ''))),
      ),
    ),
);

/** Callbacks that an init and its helpers hand out. */
function handedOut(init: Seen, view: View): readonly Seen[] {
  return callbacks(init, view, () => {
    const makers = closureCalls(init, view).map((made) => [made.by.fn, made.by] as const);
    const owners = new Map([[init.fn, init], ...makers]);
    return [...owners.values()].flatMap((seen) => callbacksOf(seen.fn.body, seen, view));
  });
}

const callbacks = perFunction<readonly Seen[]>();

/** A function that acquires the same thing itself balances its own use, and one named after setting up tears nothing down. */
function setsUp(seen: Seen, debt: Debt, view: View): boolean {
  const words = wordsOf(seen.fn.name);
  if (nameSays(view.catalogue.words.release, seen.fn.name)) return false;
  if (words.includes('resume') && !words.includes('suspend')) return true;
  const tails = tailsOf(debt);
  return callsOf(seen.fn.body).some(
    (call) => call.callee === debt.api && call.args.some((arg) => 'path' in arg && tails.has(tail(arg.path))),
  );
}

/** Whether a call is a known release of the debt, or of something that could be it. */
export function releasesDebt(call: Call, seen: Seen, debt: Debt, others: Others, view: View): boolean {
  const release = debt.releases.find((one) => one.name === call.callee);
  if (!release) return false;
  const { aliases } = view.derive(seen.fn);
  const tails = tailsOf(debt);
  const paths = call.args.map((arg) => argPath(arg, aliases));
  if (paths.some((path) => path !== undefined && tails.has(tail(path)))) return true;
  if (paths.some((path) => path !== undefined && tails.size > 0 && debt.homes.some((home) => isElementOf(home, path))))
    return true;
  if (release.arg === undefined || call.args.length === 0) return true;
  const path = paths[release.arg] ?? paths[0];
  if (path === undefined) return true;
  const claimed = others.some(
    (other) =>
      other !== debt && other.releases.some((one) => one.name === call.callee) && tailsOf(other).has(tail(path)),
  );
  if (claimed) return false;
  if (debt.site.acquire.handle.kind !== 'return' && debt.site.acquire.inner.length === 0) return true;
  if (debt.homes.every((home) => isVariable(home) || home.includes('()'))) return true;
  if (!isVariable(path) || isGivenToBoth(path, seen, view)) return false;
  return !isOwner(path, seen, debt, view) && !isOwnAcquire(path, seen, view);
}

/** `foo.supplies[].consumer` by the array it is an element of, whoever has the array. */
function isElementOf(home: string, array: string): boolean {
  const last = tail(array);
  return last !== '' && (home.startsWith(`${last}[]`) || home.includes(`.${last}[]`));
}

/** What a framework gives to the init and to its teardown alike, such as the device, was there before the init: nothing that the init acquired. */
function isGivenToBoth(variable: string, seen: Seen, view: View): boolean {
  const type = seen.fn.params.find((param) => param.name === variable)?.type;
  if (type === undefined) return false;
  return rootsOf(view).some(
    ({ how, init, teardowns }) =>
      how === 'ops' &&
      teardowns.some((teardown) => teardown.fn === seen.fn) &&
      init.fn.params.some((param) => param.type === type),
  );
}

/** A local variable that the function itself fills by an acquire. */
function isOwnAcquire(variable: string, seen: Seen, view: View): boolean {
  if (!view.derive(seen.fn).aliases.isLocal(variable)) return false;
  return sitesOf(seen, view).some((site) => site.result === variable);
}

/** A variable that is the object which has the debt in a field, by its type or by where it was taken from. */
function isOwner(variable: string, seen: Seen, debt: Debt, view: View): boolean {
  const { aliases } = view.derive(seen.fn);
  if (aliases.origin(variable) !== undefined) return true;
  const type = structOf(typeOf(variable, seen));
  if (type === undefined) return false;
  return debt.homes.some((home) => structOf(typeOf(base(home), debt.frame)) === type);
}

/**
 * Whether a call of a teardown could give the debt back although no rule says so: its callee is not in view, its name says that it releases,
 * and it is given the resource, something that the resource is a part of, or (a function of this driver) the object that has it. A call that
 * takes its argument over, such as queue_work(), tears something down only in a teardown (`isEnding`), not in a handler.
 */
function mayRelease(call: Call, seen: Seen, debt: Debt, view: View, isEnding: boolean): boolean {
  if (couldRelease(call, seen, debt, view)) return true;
  const { catalogue } = view;
  if (catalogue.harmless.has(call.callee) || catalogue.releases.has(call.callee)) return false;
  if (view.find(call.callee, seen.cfile)?.fn.complete) return false;
  const { aliases } = view.derive(seen.fn);
  const paths = call.args.flatMap((arg) => argPath(arg, aliases) ?? []);
  if (catalogue.transfers.has(call.callee)) return isEnding && paths.some((path) => holds(path, seen, debt, view));
  if (!nameSays(catalogue.words.release, call.callee)) return false;
  if (paths.some((path) => debt.homes.some((home) => !isVariable(path) && contains(path, home)))) return true;
  return isLocalName(call.callee, view) && paths.some((path) => holds(path, seen, debt, view));
}

/** Whether a call of a function that is not in view is given the resource itself and may release it or take it over. */
export function couldRelease(call: Call, seen: Seen, debt: Debt, view: View): boolean {
  const { catalogue } = view;
  if (catalogue.harmless.has(call.callee) || view.find(call.callee, seen.cfile)?.fn.complete) return false;
  if (catalogue.acquires.get(debt.api)?.startedBy.includes(call.callee)) return false;
  const { aliases } = view.derive(seen.fn);
  const tails = tailsOf(debt);
  // A managed call is given the device first, whatever it manages.
  const args = isManaged(call.callee, view) ? call.args.slice(1) : call.args;
  if (!args.some((arg) => tails.has(tail(argPath(arg, aliases) ?? '')))) return false;
  if (catalogue.transfers.has(call.callee) || isManaged(call.callee, view)) return true;
  const apis = catalogue.releases.get(call.callee);
  if (apis)
    return !isOfOther(apis, debt, view) && !apis.some((api) => acquiredBy(api.name, tails, debt.origin.seen, view));
  return !catalogue.acquires.has(call.callee) && nameSays(catalogue.words.release, call.callee);
}

/** What is done to an object that others are done to as well, such as a device, is undone by no release of another family, unless it drops a count. */
function isOfOther(apis: readonly AcquireApi[], debt: Debt, { catalogue }: View): boolean {
  if (catalogue.acquires.get(debt.api)?.handle.kind !== 'arg') return false;
  return apis.every((api) => api.rule !== debt.rule && !api.counted);
}

/** Whether the function that acquires the debt also acquires it, or something named alike, by another API. */
function acquiredBy(api: string, tails: ReadonlySet<string>, seen: Seen, view: View): boolean {
  return sitesOf(seen, view).some(
    (site) => site.acquire.name === api && site.homes.some((home) => tails.has(tail(home))),
  );
}

/** Whether a path is, or leads to, the object that has the debt in a field. */
function holds(path: string, seen: Seen, debt: Debt, view: View): boolean {
  if (debt.homes.some((home) => contains(path, home) || base(home) === base(path))) return true;
  const { aliases } = view.derive(seen.fn);
  const variable = base(path);
  return aliases.isParam(variable) || isOwner(variable, seen, debt, view);
}

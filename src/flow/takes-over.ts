import type { Call, Expr } from '../types.js';
import { base, contains, isVariable } from './access-path.js';
import { callsOf, pathOf } from './expr.js';
import { nameSays, wordsOf } from './names.js';
import type { Held, Scope } from './scope.js';
import type { View } from './view.js';

/** A function that puts the object it is given on a list leaves it, with all that is in it, to whoever takes it from there: `list_add(&req->node, &q)`. */
export function isLinkedWith(
  call: Call,
  paths: readonly (string | undefined)[],
  { homes }: Held,
  { aliases, view }: Scope,
): boolean {
  const object = linkedObject(call, paths, homes, view);
  return object !== undefined && aliases.isParam(object) && !view.catalogue.acquires.has(call.callee);
}

/** The object in whose fields the resource is, where the call links a part of it with something else. */
function linkedObject(
  call: Call,
  paths: readonly (string | undefined)[],
  homes: readonly string[],
  { catalogue }: View,
): string | undefined {
  if (call.args.length < 2 || call.args[0]?.kind !== 'address' || !nameSays(catalogue.words.embed, call.callee))
    return undefined;
  const object = base(paths[0] ?? '');
  if (base(paths[1] ?? '') === object) return undefined;
  return homes.every((home) => base(home) === object && !isVariable(home)) ? object : undefined;
}

/** `list_add_tail(&foo->chan.node, &foo->dma.channels)`: a part of the object is put on a list that is a part of it as well. */
export function isWithinItself(
  call: Call,
  paths: readonly (string | undefined)[],
  { homes }: Held,
  { view, aliases }: Scope,
): boolean {
  if (call.args.length !== 2 || !nameSays(view.catalogue.words.embed, call.callee)) return false;
  return call.args.every((arg, i) => {
    // A pointer in the object leads out of it: `&foo->owner->list`.
    if (arg.kind !== 'address' || arg.path.split('->').length > 2) return false;
    const variable = base(arg.path);
    if (!homes.includes(variable) && !aliases.isAddress(variable)) return false;
    const path = paths[i];
    return path !== undefined && homes.some((home) => isVariable(home) && home !== path && contains(home, path));
  });
}

/** A local struct with the resource in a field is what something is registered with, which gets a copy: `platform_device_register_data(dev, "foo", &data)`. */
export function isCopiedInto(
  call: Call,
  paths: readonly (string | undefined)[],
  { homes }: Held,
  { aliases, view }: Scope,
): boolean {
  const owner = base(homes[0] ?? '');
  if (!aliases.isValue(owner) || !homes.every((home) => base(home) === owner && !isVariable(home))) return false;
  if (view.catalogue.acquires.get(call.callee)?.handle.kind !== 'return') return false;
  return call.args.some((arg, i) => arg.kind === 'address' && paths[i] === owner);
}

/** `foo_set_rate(foo, 5)` changes a property of its first argument. */
export function isSetter(call: Call, given: number): boolean {
  return given === 0 && call.args.length > 1 && wordsOf(call.callee).includes('set');
}

/** `FOO_INIT_TABLE(table, 8)`: a name that only sets up, with nothing else in its arguments that could keep the resource. */
export function isSetUpAlone({ callee, args }: Call, given: number, { words }: View['catalogue']): boolean {
  if (!nameSays(words.setup, callee) || nameSays(words.embed, callee)) return false;
  const keepsNothing = (arg: Expr): boolean =>
    arg.kind === 'number' || arg.kind === 'string' || (arg.kind === 'path' && /^[A-Z]/.test(arg.path));
  return args.every((arg, i) => i === given || keepsNothing(arg));
}

/** `sg_init_one(&sg, buf, size)`: what could keep the resource is a local struct, which is gone when the function returns. */
export function isForLocals(call: Call, given: number, { aliases }: Scope): boolean {
  const others = call.args.filter((arg, i) => i !== given && (arg.kind === 'path' || arg.kind === 'address'));
  const keepers = others.filter((arg) => arg.kind === 'address');
  return (
    keepers.length > 0 &&
    others.every((arg) => {
      const path = pathOf(arg)!;
      return isVariable(path.replace(/^&/, '')) && aliases.isLocal(base(path)) && aliases.isValue(base(path));
    })
  );
}

/** `list_add(&req->node, &queue); … wait_for_completion(&done);`: by then whoever serves the queue may have taken what is in the request. */
export function isLinkedAndAwaited(
  call: Call,
  paths: readonly (string | undefined)[],
  { homes }: Held,
  { seen, view }: Scope,
): boolean {
  if (linkedObject(call, paths, homes, view) === undefined) return false;
  return callsOf(seen.fn.body).some((one) => one.at > call.at && view.catalogue.waits.has(one.callee));
}

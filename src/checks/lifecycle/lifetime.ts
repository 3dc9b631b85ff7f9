import { base, isVariable, tail } from '../../flow/access-path.js';
import { argPath } from '../../flow/effects.js';
import { nameSays } from '../../flow/names.js';
import { isManaged, placedCalls } from '../../flow/placed.js';
import type { Seen, View } from '../../flow/view.js';
import { closureCalls } from './closure.js';
import type { Debt } from './debts.js';
import type { Root } from './roots.js';

/**
 * Whether the memory that a debt is kept in is gone once the teardown has run: data that init allocates for the device, the module itself, or an
 * object that a teardown frees.
 */
export function memoryGoes(debt: Debt, root: Root, view: View): boolean {
  if (root.teardowns.length === 0) return false;
  const { aliases } = view.derive(debt.frame.fn);
  const owners = debt.homes.map(base);
  if (owners.every((name) => !aliases.isLocal(name) && !aliases.isParam(name))) return root.how === 'module';
  if (root.role === 'device' && owners.some((name) => isAllocatedBy(name, debt.frame, view))) return true;
  return root.teardowns.some((seen) =>
    closureCalls(seen, view).some(({ call, by }) => {
      if (!view.catalogue.frees.has(call.callee)) return false;
      const path = argPath(call.args[0]!, view.derive(by.fn).aliases);
      return path !== undefined && isVariable(path) && by.fn === seen.fn && owners.some((name) => tail(name) === path);
    }),
  );
}

/** The function fills the variable by an allocation, or takes it out of an object that it allocates: `priv = netdev_priv(dev)`. */
function isAllocatedBy(variable: string, seen: Seen, view: View): boolean {
  const { aliases } = view.derive(seen.fn);
  const { catalogue } = view;
  return placedCalls(seen).some(
    ({ call, result }) =>
      result !== undefined &&
      aliases.resolve(result) === variable &&
      (catalogue.acquires.has(call.callee) ||
        isManaged(call.callee, view) ||
        nameSays(catalogue.words.view, call.callee)),
  );
}

import { base } from '../../flow/access-path.js';
import { nameSays } from '../../flow/names.js';
import { isManaged, placedCalls } from '../../flow/placed.js';
import type { Seen, View } from '../../flow/view.js';
import type { Debt } from './debts.js';
import type { Root } from './roots.js';

/**
 * Whether the memory that a debt is kept in is gone once the teardown has run: data that init allocates for the device, or the module itself. Other
 * objects may be freed by the very thing that runs later.
 */
export function memoryGoes(debt: Debt, root: Root, view: View): boolean {
  if (root.teardowns.length === 0) return false;
  const { aliases } = view.derive(debt.frame.fn);
  const owners = debt.homes.map(base);
  if (owners.every((name) => !aliases.isLocal(name) && !aliases.isParam(name))) return root.how === 'module';
  return root.how === 'ops' && root.role === 'device' && owners.some((name) => isAllocatedBy(name, debt.frame, view));
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

import type { Call, Expr, Stmt } from '../types.js';
import type { Acquire, Site } from './site.js';
import type { Seen, View } from './view.js';
import { isVariable, plain } from './access-path.js';
import { childrenOf, exprsOf, pathOf, visitExpr } from './expr.js';

/**
 * Fields that an object was stored in just before a count on it is taken: `foo->node = np; of_node_get(np);`. The count belongs to them.
 * Only statements of the block in which the call stands are looked at.
 */
function earlierCopies(call: Call, object: string, body: readonly Stmt[]): readonly string[] {
  const block = blockOf(call, body);
  if (!block) return [];
  const end = block.findIndex((stmt) => exprsOf(stmt).some((expr) => contains(expr, call)));
  return block.slice(0, end).flatMap((stmt) => {
    if (stmt.kind !== 'expr' || stmt.expr.kind !== 'assign' || stmt.expr.op !== '=') return [];
    const left = pathOf(stmt.expr.left);
    const right = pathOf(stmt.expr.right);
    if (left === undefined || isVariable(left) || right === undefined) return [];
    return plain(right) === plain(object) ? [left] : [];
  });
}

/** The statement list in which a call stands directly. */
function blockOf(call: Call, body: readonly Stmt[]): readonly Stmt[] | undefined {
  if (body.some((stmt) => exprsOf(stmt).some((expr) => contains(expr, call)))) return body;
  for (const stmt of body) {
    const lists =
      stmt.kind === 'if' ? [stmt.then, stmt.else] : stmt.kind === 'either' ? stmt.branches : [childrenOf(stmt)];
    for (const list of lists) {
      const found = list.length > 0 ? blockOf(call, list) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

function contains(expr: Expr, call: Call): boolean {
  let found = false;
  visitExpr(expr, (one) => {
    if (one === call) found = true;
  });
  return found;
}

/** A count that is taken on an object which stands in a field already belongs to that field too. */
export function withCopies(site: Site | undefined, { fn }: Seen, view: View): Site | undefined {
  if (!site?.call || site.acquire.handle.kind !== 'arg' || !view.catalogue.returnsArgument.has(site.acquire.name))
    return site;
  const { aliases } = view.derive(fn);
  const copies = earlierCopies(site.call, site.resource, fn.body).map((path) => aliases.resolve(path));
  return copies.length > 0 ? { ...site, homes: [...site.homes, ...copies] } : site;
}

/** A call that returns its argument has counted nothing where that is NULL. */
export function nullable(acquire: Acquire, { catalogue }: View): Acquire {
  const isEcho = acquire.failure === 'never' && catalogue.returnsArgument.has(acquire.name);
  return isEcho ? { ...acquire, failure: 'null' } : acquire;
}

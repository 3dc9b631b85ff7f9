import type { Call, Expr, Stmt } from '../types.js';
import type { Aliases } from './aliases.js';
import { isManaged } from './placed.js';
import type { Acquire, Site } from './site.js';
import type { Seen, View } from './view.js';
import { base, contains as containsPath, isVariable, plain } from './access-path.js';
import { once } from '../once.js';
import { timesSet } from './settings.js';
import { childrenOf, exprsOf, pathOf, visitBody, visitExpr, visitSettings, visitStmts, callsOf } from './expr.js';

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

/** What names the resource by an object that stands in a field already belongs to that field too. */
export function withCopies(site: Site | undefined, { fn }: Seen, view: View): Site | undefined {
  if (!site?.call) return site;
  const { aliases } = view.derive(fn);
  if (site.acquire.handle.kind !== 'arg' || site.acquire.inner.length > 0)
    return withOwners(site, fn.body, aliases, view);
  const found = view.catalogue.returnsArgument.has(site.acquire.name)
    ? earlierCopies(site.call, site.resource, fn.body)
    : [];
  const copies = [...found, ...copiesOfObject(site, fn.body), ...originOfField(site, fn.body)].map((path) =>
    aliases.resolve(path),
  );
  return copies.length > 0 ? { ...site, homes: [...new Set([...site.homes, ...copies])] } : site;
}

/** The variable is set once, by a call that makes an object: nobody else had it before. */
export function isMadeIn(body: readonly Stmt[], variable: string, view: View): boolean {
  if (timesSet(variable, body) !== 1) return false;
  let isMade = false;
  visitSettings(body, (path, value) => {
    if (path !== variable || value.kind !== 'call') return;
    isMade ||= view.catalogue.acquires.get(value.callee)?.handle.kind === 'return' || isManaged(value.callee, view);
  });
  return isMade;
}

/** More names of one resource than this are not looked for. */
const MOST_OWNERS = 3;

/** `ti->private = foo; … foo->clk = clk_get(dev)`: what is kept in an object of its own is in that field as well. */
function withOwners(site: Site, body: readonly Stmt[], aliases: Aliases, view: View): Site {
  const more = ownersOf(site, body, aliases, view);
  return more.length > 0 ? { ...site, homes: [...site.homes, ...more] } : site;
}

/** Further paths that hold what is kept in an object of the function's own, by the fields that were set to the object. */
export function ownersOf(
  site: Pick<Site, 'homes' | 'at'>,
  body: readonly Stmt[],
  aliases: Aliases,
  view: View,
): readonly string[] {
  const found = site.homes.flatMap((home) => {
    const isInOwn = !isVariable(home) && aliases.isLocal(base(home)) && !aliases.isValue(base(home));
    return isInOwn && isMadeIn(body, base(home), view)
      ? copiesOfObject({ resource: home, at: site.at }, body).map((path) => aliases.resolve(path))
      : [];
  });
  return [...new Set(found)].filter((path) => !site.homes.includes(path)).slice(0, MOST_OWNERS);
}

/** `foo->adc = adc = alloc(); register(adc)`: a variable that is set once is what the field has, with all that it leads to. */
function copiesOfObject({ resource, at }: Pick<Site, 'resource' | 'at'>, body: readonly Stmt[]): readonly string[] {
  const variable = base(resource);
  const rest = plain(resource).slice(variable.length);
  if (timesSet(variable, body) > 1) return [];
  return (fieldsOf(body).get(variable) ?? []).flatMap((copy) => (copy.at > at ? [] : [copy.to + rest]));
}

/** By variable, the fields that are set to it. */
const fieldsOf = once((body: readonly Stmt[]): ReadonlyMap<string, readonly { to: string; at: number }[]> => {
  const fields = new Map<string, { to: string; at: number }[]>();
  visitBody(body, (expr) => {
    if (expr.kind !== 'assign' || expr.op !== '=') return;
    const { left, right } = expr;
    const to = pathOf(left);
    const from = right.kind === 'assign' ? pathOf(right.left) : pathOf(right);
    if (from === undefined || !isVariable(from) || to === undefined || isVariable(to)) return;
    const list = fields.get(from);
    if (list) list.push({ to, at: expr.at });
    else fields.set(from, [{ to, at: expr.at }]);
  });
  return fields;
});

/** `foo->clk = clk; clk_enable(foo->clk)`: where both are set once, the variable names the same thing. */
function originOfField({ resource, at }: Site, body: readonly Stmt[]): readonly string[] {
  if (isVariable(resource)) return [];
  const sources: (string | undefined)[] = [];
  visitSettings(body, (path, value) => {
    if (plain(path) === plain(resource)) sources.push(value.kind === 'path' && value.at <= at ? value.path : undefined);
  });
  const [variable] = sources;
  if (sources.length !== 1 || variable === undefined || !isVariable(variable)) return [];
  return timesSet(variable, body) === 1 ? [variable] : [];
}

/** A call that returns its argument has counted nothing where that is NULL. */
export function nullable(acquire: Acquire, { catalogue }: View): Acquire {
  const isEcho = acquire.failure === 'never' && catalogue.returnsArgument.has(acquire.name);
  return isEcho ? { ...acquire, failure: 'null' } : acquire;
}

/** `if (!foo->buf) foo->buf = alloc();`: allocated once, and kept until the object goes. */
export function isLazy(site: Site, body: readonly Stmt[], aliases: Aliases): boolean {
  const { call, homes, acquire } = site;
  if (!call || acquire.handle.kind === 'out') return false;
  const isState = acquire.handle.kind === 'arg';
  let found = false;
  visitStmts(body, (stmt) => {
    if (stmt.kind !== 'if') return;
    const isNone = stmt.cond.kind === 'unary' && stmt.cond.op === '!';
    const path = pathOf(stmt.cond.kind === 'unary' && isNone ? stmt.cond.arg : stmt.cond);
    if (path === undefined || (isVariable(path) && (aliases.isLocal(path) || aliases.isParam(path)))) return;
    const asked = aliases.resolve(path);
    // `if (!driver.state) register(&driver);`
    const isOwn = isState ? homes.some((home) => home !== asked && containsPath(home, asked)) : homes.includes(asked);
    if (!isOwn) return;
    if (callsOf(isNone ? stmt.then : stmt.else).includes(call)) found = true;
  });
  return found;
}

import type { Call, Expr, Loop, Stmt } from '../types.js';
import { base, contains, isVariable, plain, tail } from './access-path.js';
import { exprOf, nextOf, type Cfg, type CfgNode } from './cfg.js';
import { callsOf, pathOf, visitBody, visitExpr, visitSettings } from './expr.js';
import { isDefinite, type Gone } from './gone.js';
import { perFunction } from './memory.js';
import { memoryWithin, type Places } from './within.js';
import { wordsOf } from './names.js';
import { allWaysTo, isEnd, type Says } from './all-ways.js';
import type { Seen, View } from './view.js';

/** The view from one function. */
type Sight = View & { readonly seen: Seen };

/** What happens first to an object that is gone: something uses it, or its name comes to mean something else. */
type Event = 'use' | 'lost' | undefined;

/** The places that use an object after a call has taken it away, where every way behind the call comes to one of them first. */
export function usesAfter(gone: Gone, seen: Seen, view: View): readonly number[] {
  if (!isDefinite(gone.path)) return [];
  const { cfg } = view.derive(seen.fn);
  const first = nodesOf(cfg).get(gone.call);
  if (!first || nextOf(first).every((next) => isEnd(cfg.nodes[next]))) return [];
  const places = memoryWithin(gone, seen, view);
  if (setsAnyway(first, places)) return [];
  const sight: Sight = { ...view, seen };
  const arrived = allWaysTo(cfg, nextOf(first), (node): Says => {
    const event = eventAt(node, places, gone.call, sight);
    return event === 'use' ? 'there' : event;
  });
  return [...new Set(arrived?.map((node) => node.at))].sort((a, b) => a - b);
}

const byCall = new WeakMap<Cfg, ReadonlyMap<Call, CfgNode>>();

/** The node in which each call of a function stands. */
function nodesOf(cfg: Cfg): ReadonlyMap<Call, CfgNode> {
  const known = byCall.get(cfg);
  if (known) return known;
  const found = new Map<Call, CfgNode>();
  for (const node of cfg.nodes) {
    const expr = exprOf(node);
    if (expr)
      visitExpr(expr, (one) => {
        if (one.kind === 'call') found.set(one, node);
      });
  }
  byCall.set(cfg, found);
  return found;
}

/** `x = x_put(x)`: the call's own statement gives the name another object. */
function setsAnyway(node: CfgNode, { names }: Places): boolean {
  const left = node.kind === 'declare' ? node.stmt.name : undefined;
  if (left !== undefined) return names.has(left);
  let found = false;
  const expr = exprOf(node);
  if (expr)
    visitExpr(expr, (one) => {
      if (one.kind === 'assign' && names.has(plain(pathOf(one.left) ?? ''))) found = true;
    });
  return found;
}

function eventAt(node: CfgNode, places: Places, call: Call, view: Sight): Event {
  if (node.kind === 'gap') return 'lost';
  if (node.kind === 'loop') return node.loop.form === 'each' ? eventInHead(node.loop, places, call, view) : undefined;
  if (node.kind === 'declare' && isOverwritten(node.stmt.name, places)) return 'lost';
  const expr = exprOf(node);
  return expr && eventIn(expr, places, view);
}

/** An iteration macro sets its cursor; some read it first. */
function eventInHead(loop: Loop, places: Places, call: Call, view: Sight): Event {
  const cursor = pathOf(loop.args[0]) ?? '';
  const isStepping = places.names.has(cursor) && view.catalogue.stepping.has(loop.macro ?? '');
  if (isStepping && callsOf(loop.body).includes(call)) return 'use';
  for (const arg of loop.args) {
    const path = pathOf(arg);
    if (path === undefined) continue;
    if (!path.startsWith('&') && isOverwritten(path, places)) return 'lost';
    if (isPart(path, places)) return 'use';
  }
  return undefined;
}

/** What setting a path does to the names of the object. */
function isOverwritten(path: string, { names, insiders }: Places): boolean {
  const set = plain(path);
  return insiders.has(set) || [...names].some((name) => contains(set, name));
}

/** A path that leads into the object's memory: `x->f` where `x` is gone. */
function isPart(path: string, { names, insiders }: Places): boolean {
  const text = plain(path);
  if (insiders.has(base(text))) return true;
  return [...names].some((name) => text !== name && contains(name, text));
}

/** What an expression does first, in the order in which it is worked out. */
function eventIn(expr: Expr, places: Places, view: Sight): Event {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'address':
      return undefined;
    case 'path':
      return isPart(expr.path, places) && !places.insiders.has(plain(expr.path)) ? 'use' : undefined;
    case 'assign': {
      const before = eventIn(expr.right, places, view);
      if (before) return before;
      const left = pathOf(expr.left);
      if (left === undefined) return eventIn(expr.left, places, view);
      if (isOverwritten(left, places)) return 'lost';
      return eventIn(expr.left, places, view);
    }
    case 'call':
      return eventInCall(expr, places, view);
    case 'update':
      return isOverwritten(pathOf(expr.arg) ?? '', places) ? 'lost' : eventIn(expr.arg, places, view);
    case 'unary':
      return eventIn(expr.arg, places, view);
    case 'binary': {
      const left = eventIn(expr.left, places, view);
      if (left || (expr.op !== '&&' && expr.op !== '||')) return left ?? eventIn(expr.right, places, view);
      return eventIn(expr.right, places, view) === 'lost' ? 'lost' : undefined;
    }
    case 'ternary': {
      const cond = eventIn(expr.cond, places, view);
      if (cond) return cond;
      const [a, b] = [eventIn(expr.then, places, view), eventIn(expr.else, places, view)];
      return a === b ? a : a === 'lost' || b === 'lost' ? 'lost' : undefined;
    }
    case 'other':
      return firstOf(expr.parts, places, view);
    case 'block':
      return mentions(expr.body, places) ? 'lost' : undefined;
  }
}

function firstOf(all: readonly Expr[], places: Places, view: Sight): Event {
  for (const one of all) {
    const event = eventIn(one, places, view);
    if (event) return event;
  }
  return undefined;
}

function mentions(body: readonly Stmt[], { names, insiders }: Places): boolean {
  let found = false;
  visitBody(body, (expr) => {
    const path = plain(pathOf(expr) ?? '');
    if (insiders.has(base(path)) || [...names].some((name) => base(name) === base(path))) found = true;
  });
  return found;
}

function eventInCall(call: Call, places: Places, view: Sight): Event {
  const { names, insiders } = places;
  const inner = firstOf(call.args, places, view);
  if (inner) return inner;
  if (!isVariable(call.callee) && isPart(call.callee, places)) return 'use';
  const { catalogue } = view;
  if (catalogue.halts.has(call.callee) || mayRenew(call, places, view)) return 'lost';
  // A macro may do anything with the name that it is given.
  const isLook =
    catalogue.looks.has(call.callee) ||
    wordsOf(call.callee).includes('trace') ||
    /^[A-Z0-9_]+$/.test(call.callee) ||
    printsPointer(call);
  let lost = false;
  for (const arg of call.args) {
    const path = pathOf(arg);
    if (path === undefined) continue;
    const text = plain(path);
    if (path.startsWith('&') && isOverwritten(path, places)) lost = true;
    else if (names.has(text) || insiders.has(text) || (path.startsWith('&') && isPart(path, places))) {
      if (!isLook && !catalogue.stores.has(call.callee)) return 'use';
    } else if (isOverwritten(path, places) && !catalogue.harmless.has(call.callee)) lost = true;
  }
  return lost ? 'lost' : undefined;
}

/** The callee is in view and sets a field that is called as the one that held the object. */
function mayRenew(call: Call, { names }: Places, view: Sight): boolean {
  const callee = view.find(call.callee, view.seen.cfile);
  if (!callee) return false;
  const fields = setFields(callee, view, () => {
    const found = new Set<string>();
    visitSettings(callee.fn.body, (path) => found.add(tail(path)));
    return found;
  });
  return [...names].some((name) => !isVariable(name) && fields.has(tail(name)));
}

const setFields = perFunction<ReadonlySet<string>>();

/** A message that shows the pointer itself. */
function printsPointer({ args }: Call): boolean {
  return args.some((arg) => arg.kind === 'string' && arg.text.includes('%p'));
}

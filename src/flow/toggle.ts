import type { Call, Expr, Release, Stmt } from '../types.js';
import { callsOf, pathOf, visitStmts } from './expr.js';
import { nameSays } from './names.js';
import type { Placed } from './placed.js';
import type { Acquire } from './site.js';
import type { Seen, View } from './view.js';

/** What switches on, and the same argument where the call switches off. */
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ['true', 'false'],
  ['1', '0'],
]);

/**
 * One function that switches on and off by an argument: `foo_set_power(foo, true)`. It counts as acquired only where the same function, on a way out
 * that something else leads to, makes the opposite call for the same object.
 */
export function toggledOn({ call, use }: Placed, seen: Seen, view: View): Acquire | undefined {
  if (!nameSays(view.catalogue.words.switch, call.callee) || /[.>]/.test(call.callee)) return undefined;
  const index = call.args.findIndex((arg) => OPPOSITES.has(textOf(arg)));
  if (index < 1 || pathOf(call.args[0]) === undefined) return undefined;
  const off = OPPOSITES.get(textOf(call.args[index]!))!;
  const isOff = (other: Call): boolean =>
    other.callee === call.callee &&
    pathOf(other.args[0]) === pathOf(call.args[0]) &&
    other.args.length === call.args.length &&
    other.args.every((arg, i) => textOf(arg) === (i === index ? off : textOf(call.args[i]!)));
  const unwound = unwindingCalls(seen.fn.body);
  if (unwound.includes(call) || !unwound.some((other) => other.at > call.at && isOff(other))) return undefined;
  return {
    name: call.callee,
    rule: 'inferred',
    handle: { kind: 'arg', index: 0 },
    failure: use === 'discarded' ? 'never' : 'nonzero',
    releases: [{ name: call.callee, arg: 0, unless: { index, text: textOf(call.args[index]!) } }],
    counted: false,
    keptOnFailure: false,
    onlyOnFailure: false,
    confidence: 'medium',
    effect: 'leak',
    evidence: 'sibling-exit',
    scope: 'function',
    toggles: true,
    inner: [],
  };
}

/** The calls below the error labels of a function, and those of its early exits. */
function unwindingCalls(body: readonly Stmt[]): readonly Call[] {
  const label = body.findIndex((stmt, i) => stmt.kind === 'label' && body[i - 1]?.kind === 'return');
  const calls = label > 0 ? [...callsOf(body.slice(label))] : [];
  visitStmts(body, (stmt) => {
    const last = stmt.kind === 'if' ? stmt.then.at(-1) : undefined;
    if (stmt.kind === 'if' && (last?.kind === 'return' || last?.kind === 'goto')) calls.push(...callsOf(stmt.then));
  });
  return calls;
}

/** A constant argument or a path as it is written; empty for anything else. */
export function textOf(expr: Expr): string {
  if (expr.kind === 'number') return expr.text;
  if (expr.kind === 'address') return `&${expr.path}`;
  return expr.kind === 'path' ? expr.path : '';
}

/** The call has the argument with which the function does the opposite of the release. */
export function isOpposite({ unless }: Release, call: Call): boolean {
  const arg = unless && call.args[unless.index];
  return arg !== undefined && textOf(arg) === unless!.text;
}

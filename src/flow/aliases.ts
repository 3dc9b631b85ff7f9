import type { CFunction, Catalogue, Expr } from '../types.js';
import { base, isVariable, plain, substitute } from './access-path.js';
import { pathOf, visitBody, visitStmts } from './expr.js';
import { nameSays } from './names.js';

/** What the local variables of a function stand for. */
export interface Aliases {
  /** The comparable form of a path, with variables that are only another name for something replaced by it: `dev` → `pdev.dev`. */
  resolve(path: string): string;
  /** The object that a variable was taken from: `priv` from `pdev` by `platform_get_drvdata(pdev)`. */
  origin(variable: string): string | undefined;
  /** Declared here and not static: gone when the function returns. */
  isLocal(variable: string): boolean;
  /** Declared here as a struct or array, not as a pointer. */
  isValue(variable: string): boolean;
  isParam(variable: string): boolean;
  /** Set once, to the address of a part of something: `dev = &pdev->dev`. */
  isAddress(variable: string): boolean;
}

/** The path that a variable starts from where nothing but steps follow: `for (p = list; p->name; p++)`. */
function onlySteps(name: string, values: readonly Expr[]): string | undefined {
  const starts = values.filter((value) => pathOf(value) !== name);
  const start = pathOf(starts[0]);
  return values.length > 1 && starts.length === 1 && start !== undefined && /^[A-Za-z_]/.test(start) && start !== 'NULL'
    ? start
    : undefined;
}

/** A macro that gets at one object by another: `FOO2BAR(foo)`. */
function isAccessor(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name);
}

/** Finds what the variables of a function stand for: those that are assigned exactly once, from a path or by a call that gives a view of its argument. */
export function aliasesOf(fn: CFunction, catalogue: Catalogue): Aliases {
  const locals = new Map<string, string>();
  const assigned = new Map<string, Expr[]>();
  const note = (name: string, value: Expr): void => {
    const list = assigned.get(name);
    if (list) list.push(value);
    else assigned.set(name, [value]);
  };
  visitStmts(fn.body, (stmt) => {
    if (stmt.kind === 'declare' && !stmt.isStatic) {
      locals.set(stmt.name, stmt.type);
      if (stmt.init) note(stmt.name, stmt.init);
    }
    if (stmt.kind === 'loop' && stmt.form === 'each') {
      for (const arg of stmt.args) if (arg.kind === 'path' && isVariable(arg.path)) note(arg.path, arg);
    }
  });
  visitBody(fn.body, (expr) => {
    if (expr.kind === 'assign' && expr.left.kind === 'path' && isVariable(expr.left.path))
      note(expr.left.path, expr.right);
    if (expr.kind === 'update' && expr.arg.kind === 'path' && isVariable(expr.arg.path)) note(expr.arg.path, expr.arg);
    if (expr.kind === 'call') {
      for (const arg of expr.args) if (arg.kind === 'address' && isVariable(arg.path)) note(arg.path, arg);
    }
  });
  const params = new Set(fn.params.map((param) => param.name));
  const standsFor = new Map<string, string>();
  const origins = new Map<string, string>();
  // Where all declarations are seen, a variable without one is the file's, and what is stored there stays.
  const isGlobal = (name: string): boolean => fn.hasHead && fn.complete && !locals.has(name) && !params.has(name);
  for (const [name, values] of assigned) {
    if (isGlobal(name)) continue;
    const value = values[0]!;
    const path = pathOf(value);
    if (values.length === 1 && path !== undefined && base(path) !== name && /[A-Za-z_]/.test(path) && path !== 'NULL')
      standsFor.set(name, path);
    const start = onlySteps(name, values);
    if (start !== undefined) origins.set(name, start);
    for (const one of values) {
      const isView = one.kind === 'call' && (nameSays(catalogue.words.view, one.callee) || isAccessor(one.callee));
      const from = isView ? pathOf(one.args[0]) : undefined;
      if (from !== undefined && base(from) !== name) origins.set(name, from);
    }
  }
  const known = new Map<string, string>();
  const resolve = (path: string, depth: number): string => {
    const variable = base(path);
    const target = standsFor.get(variable);
    if (target === undefined || depth > 6) return plain(path);
    return resolve(substitute(path, variable, target), depth + 1);
  };
  return {
    resolve: (path) => {
      let text = known.get(path);
      if (text === undefined) known.set(path, (text = resolve(path, 0)));
      return text;
    },
    origin: (variable) => origins.get(variable),
    isLocal: (variable) => locals.has(variable) && !params.has(variable),
    isValue: (variable) => {
      const type = locals.get(variable);
      return type !== undefined && !type.includes('*');
    },
    isParam: (variable) => params.has(variable),
    isAddress: (variable) => standsFor.get(variable)?.startsWith('&') ?? false,
  };
}

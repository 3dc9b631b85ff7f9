/** The small intermediate form that the syntax tree is lowered to. `at` is an index into `SourceFile.lines`, -1 for supplied text. */
export interface CFile {
  readonly path: string;
  readonly functions: readonly CFunction[];
  /** Initialised fields of structs at file level: `.probe = foo_probe` in `static struct platform_driver foo = {…}`. */
  readonly ops: readonly OpsStruct[];
  /** Macro calls at file level: `module_init(foo)`, `module_platform_driver(bar)`, `DEFINE_FREE(…)`. */
  readonly macros: readonly FileMacro[];
  /** Lines that could not be read as C, as indices into `SourceFile.lines`, with a reason. */
  readonly unread: readonly { readonly at: number; readonly end: number; readonly reason: string }[];
}

export interface OpsStruct {
  /** Struct tag such as `platform_driver`. */
  readonly type: string;
  readonly name: string;
  readonly at: number;
  readonly fields: readonly { readonly field: string; readonly value: string; readonly at: number }[];
}

export interface FileMacro {
  readonly name: string;
  readonly args: readonly string[];
  readonly at: number;
}

export interface Param {
  readonly name: string;
  /** Type text without the name, such as `struct device *`. */
  readonly type: string;
}

export interface CFunction {
  readonly name: string;
  /** Return type text without storage class and annotations, such as `int` or `struct foo *`. */
  readonly returns: string;
  readonly isStatic: boolean;
  /** Annotations blanked from its head, such as `__init`. */
  readonly annotations: readonly string[];
  readonly params: readonly Param[];
  /** The head (name, parameters) was seen; otherwise it is known from a hunk heading or not at all. */
  readonly hasHead: boolean;
  /** No gap inside and its end was seen. */
  readonly complete: boolean;
  readonly at: number;
  /** Line of the closing brace, or of the last line seen. */
  readonly end: number;
  readonly body: readonly Stmt[];
}

export type Stmt =
  | { readonly kind: 'expr'; readonly expr: Expr; readonly at: number }
  | Declare
  | {
      readonly kind: 'if';
      readonly cond: Expr;
      readonly then: readonly Stmt[];
      readonly else: readonly Stmt[];
      readonly at: number;
    }
  | Loop
  | { readonly kind: 'switch'; readonly value: Expr; readonly body: readonly Stmt[]; readonly at: number }
  /** `values` is empty for `default`. Only inside the body of a switch. */
  | { readonly kind: 'case'; readonly values: readonly Expr[]; readonly at: number }
  | { readonly kind: 'return'; readonly value: Expr | undefined; readonly at: number }
  | { readonly kind: 'goto'; readonly label: string; readonly at: number }
  | { readonly kind: 'label'; readonly name: string; readonly at: number }
  | { readonly kind: 'break'; readonly at: number }
  | { readonly kind: 'continue'; readonly at: number }
  | { readonly kind: 'block'; readonly body: readonly Stmt[]; readonly at: number }
  /** `scoped_guard(class, args) body`. A plain `guard(class)(args);` is an expression statement calling `guard`. */
  | {
      readonly kind: 'scoped';
      readonly guard: string;
      readonly args: readonly Expr[];
      readonly body: readonly Stmt[];
      readonly at: number;
    }
  /**
   * `#if … #else … #endif` around whole statements: any one branch may be compiled. `option` is what the first asks for, `CONFIG_FOO` or
   * `!CONFIG_FOO`; empty where it asks for more than one thing.
   */
  | {
      readonly kind: 'either';
      readonly option: string;
      readonly branches: readonly (readonly Stmt[])[];
      readonly at: number;
    }
  /** Unknown code between two hunks, or code that could not be read: anything may happen here. */
  | { readonly kind: 'gap'; readonly reason: 'hunk' | 'unread'; readonly at: number };

export interface Declare {
  readonly kind: 'declare';
  readonly name: string;
  readonly type: string;
  /** Class of a `__free(class)` annotation, such as `kfree` or `device_node`. */
  readonly cleanup: string | undefined;
  readonly isStatic: boolean;
  readonly init: Expr | undefined;
  readonly at: number;
}

export interface Loop {
  readonly kind: 'loop';
  /** `each` is an iteration macro such as `for_each_child_of_node`. */
  readonly form: 'while' | 'do' | 'for' | 'each';
  readonly macro: string | undefined;
  /** Arguments of the macro. */
  readonly args: readonly Expr[];
  readonly init: readonly Stmt[];
  readonly cond: Expr | undefined;
  readonly step: Expr | undefined;
  readonly body: readonly Stmt[];
  readonly at: number;
}

/** Expressions. Casts, parentheses, `likely()` and `unlikely()` are gone; `__free` and annotations likewise. */
export type Expr =
  /** A name or access path without white space: `x`, `priv->clk`, `a.b[i]`, `*p`, `p->f[i + 1].g`. */
  | { readonly kind: 'path'; readonly path: string; readonly at: number }
  /** `&path`. */
  | { readonly kind: 'address'; readonly path: string; readonly at: number }
  | Call
  | { readonly kind: 'assign'; readonly op: string; readonly left: Expr; readonly right: Expr; readonly at: number }
  | { readonly kind: 'unary'; readonly op: string; readonly arg: Expr; readonly at: number }
  /** `++` and `--`, before or after. */
  | { readonly kind: 'update'; readonly op: '++' | '--'; readonly arg: Expr; readonly at: number }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr; readonly at: number }
  | { readonly kind: 'ternary'; readonly cond: Expr; readonly then: Expr; readonly else: Expr; readonly at: number }
  /** Numbers, characters and named constants keep their text: `0`, `-1` is unary. */
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  /** GNU statement expression. */
  | { readonly kind: 'block'; readonly body: readonly Stmt[]; readonly at: number }
  /** Anything else; `parts` are the sub-expressions in order (comma, initialiser list, compound literal, sizeof …). */
  | {
      readonly kind: 'other';
      readonly what: string;
      readonly parts: readonly Expr[];
      readonly text: string;
      readonly at: number;
    };

export interface Call {
  readonly kind: 'call';
  /** Name called, or the access path for a call through a pointer: `ops->start`. */
  readonly callee: string;
  readonly args: readonly Expr[];
  readonly at: number;
}

import type { CFile, Expr, Stmt } from '../types.js';

/** Prints what was read of a file: functions with their statements, ops structs, macros, what was not read. For people. */
export function printIr(file: CFile): string {
  const out: string[] = [];
  for (const fn of file.functions) {
    const params = fn.params.map((param) => `${param.type} ${param.name}`.trim()).join(', ');
    out.push(
      `function ${fn.name}(${params}) -> ${fn.returns}${fn.complete ? '' : ' (incomplete)'} lines ${fn.at + 1}-${fn.end + 1}`,
    );
    printBody(fn.body, 1, out);
  }
  for (const ops of file.ops)
    out.push(`ops ${ops.type} ${ops.name}: ${ops.fields.map((one) => `.${one.field}=${one.value}`).join(' ')}`);
  for (const macro of file.macros) out.push(`macro ${macro.name}(${macro.args.join(', ')})`);
  for (const one of file.unread) out.push(`unread lines ${one.at + 1}-${one.end + 1}: ${one.reason}`);
  return `${out.join('\n')}\n`;
}

function printBody(body: readonly Stmt[], depth: number, out: string[]): void {
  const say = (stmt: Stmt, text: string): void => {
    out.push(`${String(stmt.at + 1).padStart(5)} ${'  '.repeat(depth)}${text}`);
  };
  for (const stmt of body) {
    switch (stmt.kind) {
      case 'expr':
        say(stmt, printExpr(stmt.expr));
        break;
      case 'declare':
        say(
          stmt,
          `${stmt.type} ${stmt.name}${stmt.cleanup ? ` __free(${stmt.cleanup})` : ''}${stmt.init ? ` = ${printExpr(stmt.init)}` : ''}`,
        );
        break;
      case 'if':
        say(stmt, `if ${printExpr(stmt.cond)}`);
        printBody(stmt.then, depth + 1, out);
        if (stmt.else.length > 0) {
          say(stmt, 'else');
          printBody(stmt.else, depth + 1, out);
        }
        break;
      case 'loop':
        say(
          stmt,
          `${stmt.form} ${stmt.macro ?? ''}(${stmt.args.map(printExpr).join(', ')}) ${stmt.cond ? printExpr(stmt.cond) : ''}`.trimEnd(),
        );
        printBody(stmt.body, depth + 1, out);
        break;
      case 'switch':
      case 'scoped':
      case 'block':
        say(
          stmt,
          stmt.kind === 'switch' ? `switch ${printExpr(stmt.value)}` : stmt.kind === 'scoped' ? stmt.guard : 'block',
        );
        printBody(stmt.body, depth + 1, out);
        break;
      case 'case':
        say(stmt, stmt.values.length > 0 ? `case ${stmt.values.map(printExpr).join(', ')}` : 'default');
        break;
      case 'return':
        say(stmt, stmt.value ? `return ${printExpr(stmt.value)}` : 'return');
        break;
      case 'goto':
        say(stmt, `goto ${stmt.label}`);
        break;
      case 'label':
        say(stmt, `${stmt.name}:`);
        break;
      case 'either':
        for (const branch of stmt.branches) {
          say(stmt, 'either');
          printBody(branch, depth + 1, out);
        }
        break;
      case 'gap':
        say(stmt, `gap (${stmt.reason})`);
        break;
      case 'break':
      case 'continue':
        say(stmt, stmt.kind);
    }
  }
}

/** An expression as C-like text. */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'path':
      return expr.path;
    case 'address':
      return `&${expr.path}`;
    case 'number':
    case 'string':
      return expr.text;
    case 'call':
      return `${expr.callee}(${expr.args.map(printExpr).join(', ')})`;
    case 'assign':
      return `${printExpr(expr.left)} ${expr.op} ${printExpr(expr.right)}`;
    case 'unary':
      return `${expr.op}${printExpr(expr.arg)}`;
    case 'update':
      return `${printExpr(expr.arg)}${expr.op}`;
    case 'binary':
      return `(${printExpr(expr.left)} ${expr.op} ${printExpr(expr.right)})`;
    case 'ternary':
      return `(${printExpr(expr.cond)} ? ${printExpr(expr.then)} : ${printExpr(expr.else)})`;
    case 'block':
      return '({…})';
    case 'other':
      return `${expr.what}[${expr.parts.map(printExpr).join(', ')}]`;
  }
}

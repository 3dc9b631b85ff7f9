import { readFileSync } from 'node:fs';
import { UserError } from '../user-error.js';
import { loadCatalogue } from '../rules/load.js';
import { EXIT } from '../cli.js';

/** `checkleak explain ID`. */
export async function explain(args: readonly string[]): Promise<number> {
  const [id] = args;
  if (id === undefined || id.startsWith('-')) throw new UserError('usage: checkleak explain ID; IDs: checkleak rules');
  const { explainCheck } = await import('../report/explain.js');
  const { explainRule } = await import('../rules/explain.js');
  const text = explainCheck(id) ?? explainRule(await loadCatalogue([]), id);
  if (text === undefined) throw new UserError(`no rule or check is called ${id}; see checkleak rules`);
  process.stdout.write(text);
  return EXIT.clean;
}

/** `checkleak rules [--json]`, `checkleak rules check FILE…`. */
export async function rules(args: readonly string[]): Promise<number> {
  if (args[0] === 'check') return checkRules(args.slice(1));
  const unknown = args.find((arg) => arg !== '--json');
  if (unknown !== undefined)
    throw new UserError(`rules: unknown argument ${unknown}; write rules, rules --json or rules check FILE`);
  const { listRules, rulesAsJson } = await import('../rules/list.js');
  const catalogue = await loadCatalogue([]);
  process.stdout.write(
    args.includes('--json') ? `${JSON.stringify(rulesAsJson(catalogue), undefined, 1)}\n` : listRules(catalogue),
  );
  return EXIT.clean;
}

async function checkRules(files: readonly string[]): Promise<number> {
  if (files.length === 0) throw new UserError('usage: checkleak rules check FILE...');
  const { checkRuleFile } = await import('../rules/check.js');
  const problems = files.flatMap((file) => checkRuleFile(file));
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  return problems.length > 0 ? EXIT.findings : EXIT.clean;
}

/** `checkleak debug ir FILE`: what was read of a C file. */
export async function debug(args: readonly string[]): Promise<number> {
  const [what, file] = args;
  if (what !== 'ir' || file === undefined) throw new UserError('usage: checkleak debug ir FILE');
  const [{ lowerText }, { printIr }] = await Promise.all([import('../c/read.js'), import('../c/print.js')]);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.stdout.write(printIr(lowerText(file, text)));
  return EXIT.clean;
}

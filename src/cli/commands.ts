import { readFileSync } from 'node:fs';
import { UserError } from '../user-error.js';
import { loadCatalogue } from '../rules/load.js';
import { EXIT } from './exit.js';

/** `checkleak explain ID [--rules DIR]`: a check, a rule or a function of the catalogue. */
export async function explain(args: readonly string[]): Promise<number> {
  const { words, dirs } = splitArgs(args);
  const [id] = words;
  if (id === undefined || words.length > 1)
    throw new UserError('usage: checkleak explain ID|FUNCTION [--rules DIR]; IDs: checkleak rules');
  const [{ explainCheck }, { explainRule }, { explainFunction }] = await Promise.all([
    import('../report/explain.js'),
    import('../rules/explain.js'),
    import('../rules/explain-function.js'),
  ]);
  let text = explainCheck(id);
  if (text === undefined) {
    const catalogue = await loadCatalogue(dirs);
    text = explainRule(catalogue, id) ?? explainFunction(catalogue, id);
  }
  if (text === undefined) throw new UserError(`no rule, check or function is called ${id}; see checkleak rules`);
  process.stdout.write(text);
  return EXIT.clean;
}

/** `checkleak rules [--json | --ids] [--rules DIR]`, `checkleak rules check FILE|DIR…`. */
export async function rules(args: readonly string[]): Promise<number> {
  if (args[0] === 'check') return checkAll(args.slice(1));
  const { words, dirs } = splitArgs(args);
  const unknown = words.find((word) => word !== '--json' && word !== '--ids');
  if (unknown !== undefined)
    throw new UserError(
      `rules: unknown argument ${unknown}; write rules, rules --json, rules --rules DIR or rules check FILE`,
    );
  const { listRules, rulesAsJson } = await import('../rules/list.js');
  const catalogue = await loadCatalogue(dirs);
  if (words.includes('--ids')) {
    const { CHECK_IDS } = await import('../report/explain.js');
    process.stdout.write([...CHECK_IDS, ...catalogue.families.keys()].map((id) => `${id}\n`).join(''));
    return EXIT.clean;
  }
  process.stdout.write(
    words.includes('--json') ? `${JSON.stringify(rulesAsJson(catalogue), undefined, 1)}\n` : listRules(catalogue),
  );
  return EXIT.clean;
}

/** Takes `--rules DIR` out of the arguments of a command. Throws UserError for one without a folder and for other options but `--json`. */
function splitArgs(args: readonly string[]): { readonly words: readonly string[]; readonly dirs: readonly string[] } {
  const words: string[] = [];
  const dirs: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] !== '--rules') words.push(args[i]!);
    else if (args[i + 1] === undefined) throw new UserError('--rules wants a folder: --rules DIR');
    else dirs.push(args[++i]!);
  }
  return { words, dirs };
}

async function checkAll(paths: readonly string[]): Promise<number> {
  if (paths.length === 0) throw new UserError('usage: checkleak rules check FILE|DIR...');
  const { checkRules } = await import('../rules/check.js');
  const problems: string[] = [];
  for (const path of paths) problems.push(...(await checkRules(path)));
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

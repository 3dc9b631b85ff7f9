import type { Catalogue } from '../types.js';

/** The text of `checkleak explain ID` for a family of resources, undefined where there is none of that name. */
export function explainRule(catalogue: Catalogue, id: string): string | undefined {
  const family = catalogue.families.get(id);
  if (!family) return undefined;
  const indent = (code: string): string => code.trimEnd().replace(/^(?=.)/gm, '    ');
  const apis = [...catalogue.acquires.values()].filter((api) => api.rule === id).slice(0, 12);
  const lines = apis.map((api) => `    ${api.name} -> ${api.releases.map((one) => one.name).join(', ')}`);
  return [
    `${family.id}: ${family.title}`,
    '',
    family.why.trim(),
    '',
    'Before:',
    '',
    indent(family.before),
    '',
    'After:',
    '',
    indent(family.after),
    '',
    `Not covered: ${family.notCovered.trim()}`,
    '',
    'The most usual of its functions:',
    '',
    ...lines,
    '',
  ].join('\n');
}

import type { Catalogue, Family } from '../types.js';

/** Pages of the catalogue by file name: one a family, and an index. */
export function rulePages(catalogue: Catalogue): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const api of catalogue.acquires.values()) counts.set(api.rule, (counts.get(api.rule) ?? 0) + 1);
  const rows = [...catalogue.families.values()].map(
    (family) => `| [${family.id}](${family.id}.md) | ${family.title} | ${counts.get(family.id) ?? 0} |`,
  );
  const head = [
    '# Rules',
    '',
    `${catalogue.acquires.size} functions that acquire. Made from \`rules/\`; do not edit.`,
    '',
  ];
  pages.set('index.md', [...head, '| rule | what | functions |', '| --- | --- | --- |', ...rows, ''].join('\n'));
  for (const family of catalogue.families.values()) pages.set(`${family.id}.md`, page(family, catalogue));
  return pages;
}

function page(family: Family, catalogue: Catalogue): string {
  const apis = [...catalogue.acquires.values()].filter((api) => api.rule === family.id);
  const rows = apis.map((api) => {
    const releases = api.releases.map((one) => `\`${one.name}\``).join(', ');
    return `| \`${api.name}\` | ${releases} | ${api.failure} | ${api.managed.map((one) => `\`${one}\``).join(', ')} | ${api.confidence} |`;
  });
  const code = (text: string): readonly string[] => ['```c', text.trimEnd(), '```', ''];
  const examples = family.examples.flatMap((one) => [
    `## ${one.title}`,
    '',
    'Before',
    '',
    ...code(one.before),
    'After',
    '',
    ...code(one.after),
  ]);
  return [
    `# ${family.id}: ${family.title}`,
    '',
    family.why.trim(),
    '',
    '## Before',
    '',
    ...code(family.before),
    '## After',
    '',
    ...code(family.after),
    ...examples,
    '## Not covered',
    '',
    family.notCovered.trim(),
    '',
    '## Functions',
    '',
    '| acquires | released by | failure | managed | at most |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

import { CHECK_TEXTS } from './all.js';
import type { CheckText } from './text.js';

/** Pages of the checks by file name: one a check, and an index. */
export function checkPages(): ReadonlyMap<string, string> {
  const entries = Object.entries(CHECK_TEXTS);
  const rows = entries.map(([id, text]) => `| [${id}](${id}.md) | ${text.why} |`);
  const head = ['# Checks', '', 'Made from `src/report/checks/`; do not edit.', '', '| check | why |', '| --- | --- |'];
  return new Map([
    ['index.md', [...head, ...rows, ''].join('\n')],
    ...entries.map(([id, text]) => [`${id}.md`, page(id, text)] as const),
  ]);
}

function page(id: string, text: CheckText): string {
  const code = (body: string): readonly string[] => [
    body.startsWith('@@') ? '```diff' : '```c',
    body.trimEnd(),
    '```',
    '',
  ];
  const pair = (before: string, after: string): readonly string[] => [
    'Before',
    '',
    ...code(before),
    'After',
    '',
    ...code(after),
  ];
  return [
    `# ${id}`,
    '',
    text.why,
    '',
    ...pair(text.before, text.after),
    ...text.examples.flatMap((one) => [`## ${one.title}`, '', ...pair(one.before, one.after)]),
    '## Not seen',
    '',
    text.notSeen,
    '',
  ].join('\n');
}

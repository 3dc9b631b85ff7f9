import { CHECK_TEXTS } from './checks/all.js';

/** Ids of the checks that `explain` tells about. */
export const CHECK_IDS: readonly string[] = Object.keys(CHECK_TEXTS);

/** The text of `checkleak explain ID` for a check, undefined for anything else. */
export function explainCheck(id: string): string | undefined {
  if (!Object.hasOwn(CHECK_TEXTS, id)) return undefined;
  const text = CHECK_TEXTS[id as keyof typeof CHECK_TEXTS];
  const indent = (code: string): string => code.trimEnd().replace(/^(?=.)/gm, '    ');
  const pair = (before: string, after: string): readonly string[] => [
    'Before:',
    '',
    indent(before),
    '',
    'After:',
    '',
    indent(after),
    '',
  ];
  return [
    id,
    '',
    text.why,
    '',
    ...pair(text.before, text.after),
    ...text.examples.flatMap((one) => [`${one.title}.`, '', ...pair(one.before, one.after)]),
    `Not seen: ${text.notSeen}`,
    '',
  ].join('\n');
}

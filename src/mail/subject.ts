import type { SubjectTags } from '../types.js';

const REPLY = /^\s*(?:(?:re|aw|antw|sv|vs|fwd?|wg)(?:\[\d+\])?\s*:\s*)+/i;

/** Takes a subject apart: `[PATCH net v2 3/7] foo: bar`, `[PATCHv2]`, `[RFC PATCH 03/10]`, `[PATCH 2/2 v3] [media] …` and the like. */
export function parseSubject(subject: string): SubjectTags {
  let rest = subject.replace(/\s+/g, ' ').trim();
  const isReply = REPLY.test(rest);
  rest = rest.replace(REPLY, '');
  const tags: string[] = [];
  let isPatch = false;
  let version = 1;
  let number: number | undefined;
  let total: number | undefined;
  for (let bracket = /^\[([^\]]{0,200})\]\s*/.exec(rest); bracket; bracket = /^\[([^\]]{0,200})\]\s*/.exec(rest)) {
    rest = rest.slice(bracket[0].length).replace(REPLY, '');
    for (const word of bracket[1]!.split(/[\s,]+/).filter((one) => one !== '')) {
      const count = /^(\d{1,4})\/(\d{1,4})$/.exec(word);
      const joined = /^(?:RFC|PATCH|RESEND)[-_]?v(\d{1,3})$/i.exec(word);
      const bare = /^v(\d{1,3})(?:\.\d+)?$/i.exec(word);
      if (count) {
        number = Number(count[1]);
        total = Number(count[2]);
      } else if (bare) version = Number(bare[1]);
      else if (joined) {
        version = Number(joined[1]);
        isPatch ||= /^PATCH/i.test(word);
      } else if (/^(RFC|RESEND)?[-_]?PATCH(ES|SET)?:?$/i.test(word)) isPatch = true;
      else tags.push(word);
    }
  }
  return { title: rest.trim(), tags, isPatch, isReply, version, number, total };
}

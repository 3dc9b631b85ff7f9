import type { MailKind, SubjectTags } from '../types.js';
import { headerOf } from './headers.js';

interface Clues {
  readonly tags: SubjectTags;
  readonly body: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const DIFF = /^(?:diff --git |Index: .*\n=+\n|--- \S.*\n\+\+\+ \S)/m;
const QUOTED_DIFF = /^[>|]\s?(?:diff --git |[-+]{3} |@@ )/m;
const APPLIED_SUBJECT =
  /^(applied|queued|merged|added|patch ".*" (has been|added|queued)|\+ .*added to|- .*removed from|failed: patch)/i;
const APPLIED_BODY =
  /^(this is a note to let you know|the patch below does not apply|the patch titled|the following commit has been merged|this bug is now (fixed|being)|the quilt patch titled)/im;

/** Whether a text holds a diff that is not quoted. */
export function holdsDiff(body: string): boolean {
  return DIFF.test(body) && /^@@ -\d/m.test(body);
}

/** Decides what a mail is for; the order of the questions matters: a notice or a reply may hold a whole diff. */
export function classify(clues: Clues): MailKind {
  const { tags, body } = clues;
  const header = (name: string): string => headerOf(clues.headers, name);
  if (/\bGIT[ _]?PULL\b|\bPULL\b/i.test(tags.tags.join(' ')) || /^(git )?pull request\b|^\[?git pull/i.test(tags.title))
    return 'pull';
  if (/^The following changes since commit [0-9a-f]{7,}/m.test(body)) return 'pull';
  const isNotice =
    APPLIED_SUBJECT.test(tags.title) ||
    APPLIED_BODY.test(body.slice(0, 2000)) ||
    header('x-tip-git-commit-id') !== '' ||
    /^\[?tip:/i.test(tags.tags[0] ?? '');
  if (isNotice) return 'applied';
  const diff = holdsDiff(body);
  if (tags.isReply) {
    const ownPatch = diff && tags.isPatch && !/^>/m.test(body);
    return ownPatch ? 'patch' : 'reply';
  }
  if (diff) {
    if (tags.number === 0) return 'cover';
    if (!tags.isPatch && QUOTED_DIFF.test(body)) return 'reply';
    return 'patch';
  }
  if (tags.number === 0) return 'cover';
  if (header('in-reply-to') !== '' && QUOTED_DIFF.test(body)) return 'reply';
  return 'other';
}

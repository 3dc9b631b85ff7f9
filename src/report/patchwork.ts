import type { PatchReport } from '../types.js';
import { message } from './message.js';
import { plain } from './plain.js';

/** Patchwork shows a check's description in one line. */
const MOST_CHARS = 250;

/**
 * The check of one patch as a line of JSON, in the shape that patchwork's `POST /patches/{id}/checks/` takes, with the Message-ID (`msgid`) to
 * find the patch by. A mail that is no patch has no check; a patch that could not be read is `pending`.
 */
export function patchworkReport(patch: PatchReport): string {
  if (patch.kind !== 'patch') return '';
  const { findings } = patch;
  const isSure = findings.some((one) => one.confidence === 'high');
  const unread = patch.skipped.find(
    (one) => one.file === '' && /^no diff found$|too large|checkleak failed/.test(one.reason),
  );
  const state = findings.length > 0 ? (isSure ? 'fail' : 'warning') : unread ? 'pending' : 'success';
  const description = describe(patch, unread?.reason);
  return `${JSON.stringify({ msgid: patch.messageId, state, context: 'checkleak', target_url: '', description })}\n`;
}

function describe({ findings }: PatchReport, unread: string | undefined): string {
  const [first] = findings;
  if (!first) return unread ?? 'no leak found';
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const text = plain(`${first.file}:${first.line}: ${message(first)}`);
  const room = MOST_CHARS - more.length;
  return `${text.length > room ? `${text.slice(0, room - 3)}...` : text}${more}`;
}

import type {
  Catalogue,
  CFile,
  Confidence,
  Finding,
  Mail,
  Patch,
  PatchReport,
  Skipped,
  SourceFile,
  SourcePair,
} from './types.js';
import type { Tree } from './tree/tree.js';
import { readC } from './c/read.js';
import { atLeast } from './checks/check.js';
import { runChecks } from './checks/run.js';
import { unseenTeardowns } from './checks/lifecycle/unseen.js';
import { callsOf } from './flow/expr.js';
import { buildView, type View } from './flow/view.js';
import { judge } from './judge/judge.js';
import { advise } from './remedy/advise.js';
import { parsePatch } from './patch/parse.js';
import { buildSides } from './patch/sides.js';
import { contextOf } from './tree/context.js';
import { noTree } from './tree/tree.js';

export interface RunOptions {
  readonly tree: Tree;
  readonly catalogue: Catalogue;
  /** Analyse mails that are no patches but hold a diff. */
  readonly allMails: boolean;
  /** Lowest confidence that is reported. */
  readonly confidence: Confidence;
  /** Rule or check ids; empty for all. */
  readonly only: readonly string[];
  readonly ignore: readonly string[];
}

export interface Reviewed {
  readonly mail: Mail;
  /** Undefined for a mail that was not analysed. */
  readonly patch: Patch | undefined;
  readonly report: PatchReport;
}

/** Reviews mails one by one, in input order. Every mail gives one item; one that holds no patch says so in `report.skipped`. */
export async function* review(mails: AsyncIterable<Mail>, options: RunOptions): AsyncGenerator<Reviewed> {
  for await (const mail of mails) yield await reviewMail(mail, options);
}

/** Reviews one mail. */
export async function reviewMail(mail: Mail, options: RunOptions): Promise<Reviewed> {
  const problems: readonly Skipped[] = mail.problems.map((reason) => ({ file: '', reason }));
  const head = { source: mail.source, messageId: mail.messageId, subject: mail.subject, kind: mail.kind };
  if (mail.kind !== 'patch' && !options.allMails) {
    const skipped = [...problems, { file: '', reason: `not a patch to review: ${mail.kind}` }];
    return { mail, patch: undefined, report: { ...head, findings: [], skipped } };
  }
  const patch = parsePatch(mail);
  if (patch.files.length === 0) {
    const skipped = [...problems, ...patch.skipped, { file: '', reason: 'no diff found' }];
    return { mail, patch: undefined, report: { ...head, findings: [], skipped } };
  }
  const tree = (patch.baseCommit === undefined ? undefined : options.tree.at?.(patch.baseCommit)) ?? options.tree;
  const sides = await buildSides(patch, tree);
  const skipped = [...problems, ...patch.skipped, ...sides.skipped];
  if (sides.pairs.length === 0) skipped.push({ file: '', reason: 'touches no C file' });
  const after = sides.pairs.flatMap((pair) => pair.after ?? []);
  const context = await contextOf(after, tree, options.catalogue, readOnce);
  const { findings, unread } = guarded(() => analyse(patch, sides.pairs, options.catalogue, context));
  return { mail, patch, report: { ...head, findings: select(findings, options), skipped: [...skipped, ...unread] } };
}

type Analysed = ReturnType<typeof analyse>;

/** Code nested so deeply that the stack does not hold it is left unread; anything else that is thrown is a bug and goes on. */
function guarded(run: () => Analysed): Analysed {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { findings: [], unread: [{ file: '', reason: 'nested too deeply to analyse' }] };
  }
}

/** Pure core: both sides of a patch in, findings out. `context`: files that the patch does not change and that say more about it. */
export function analyse(
  patch: Patch,
  pairs: readonly SourcePair[],
  catalogue: Catalogue,
  context: readonly SourceFile[] = [],
): { readonly findings: readonly Finding[]; readonly unread: readonly Skipped[] } {
  const before = viewOf([...pairs.flatMap((pair) => pair.before ?? []), ...context], catalogue);
  const after = viewOf([...pairs.flatMap((pair) => pair.after ?? []), ...context], catalogue);
  const found = runChecks(before, after, patch);
  const unread = after.files.flatMap(({ cfile }) =>
    cfile.unread.map((one) => ({ file: cfile.path, reason: one.reason })),
  );
  const findings = judge({ patch, ...found });
  return {
    findings: findings.map((one) => advise(one, after)),
    unread: [...unread, ...unseenTeardowns(after, findings)],
  };
}

const known = new WeakMap<SourceFile, CFile>();

/** What was read of a file lives as long as its text. */
function readOnce(source: SourceFile): CFile {
  let cfile = known.get(source);
  if (!cfile) known.set(source, (cfile = readC(source)));
  return cfile;
}

function viewOf(files: readonly SourceFile[], catalogue: Catalogue): View {
  const read = files.map((source): { cfile: CFile; source: SourceFile } => ({ source, cfile: readOnce(source) }));
  return buildView(catalogue, read, (fn) => new Set(callsOf(fn.body).map((call) => call.callee)));
}

function select(findings: readonly Finding[], options: RunOptions): readonly Finding[] {
  return findings.filter((finding) => {
    if (!atLeast(finding.confidence, options.confidence)) return false;
    const ids = [finding.rule, finding.check];
    if (ids.some((id) => options.ignore.includes(id))) return false;
    return options.only.length === 0 || ids.some((id) => options.only.includes(id));
  });
}

/** Reviews the text of one new file, as if a patch had added all of it: for tests, examples and rule authors. */
export async function reviewText(
  path: string,
  code: string,
  options: Partial<RunOptions> & { readonly catalogue: Catalogue },
): Promise<readonly Finding[]> {
  const lines = code.replace(/\n$/, '').split('\n');
  const body = [
    '---',
    `diff --git a/${path} b/${path}`,
    'new file mode 100644',
    '--- /dev/null',
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ];
  const tags = { title: '', tags: [], isPatch: true, isReply: false, version: 1, number: undefined, total: undefined };
  const mail: Mail = {
    source: path,
    index: 0,
    kind: 'patch',
    messageId: '',
    inReplyTo: '',
    references: [],
    subject: '',
    tags,
    from: undefined,
    replyTo: [],
    to: [],
    cc: [],
    date: '',
    inBodyFrom: undefined,
    headers: [],
    body: body.join('\n'),
    problems: [],
  };
  const reviewed = await reviewMail(mail, {
    tree: noTree,
    allMails: false,
    confidence: 'medium',
    only: [],
    ignore: [],
    ...options,
  });
  return reviewed.report.findings;
}

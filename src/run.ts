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
import { releaseTrees } from './c/parse.js';
import { readC } from './c/read.js';
import { atLeast } from './checks/check.js';
import { runChecks, scopeOf, type Scope } from './checks/run.js';
import { unfollowedSites } from './checks/unfollowed.js';
import { unseenTeardowns } from './checks/lifecycle/unseen.js';
import { concernedParts } from './flow/concern.js';
import { callsOf } from './flow/expr.js';
import { buildView, type View } from './flow/view.js';
import { judge } from './judge/judge.js';
import { heedLater } from './judge/later.js';
import { advise } from './remedy/advise.js';
import { heedTrailers, pathFilter, withoutPaths } from './judge/suppress.js';
import { additionOf } from './patch/addition.js';
import { filesAfter } from './patch/later.js';
import { parsePatch } from './patch/parse.js';
import { buildSides } from './patch/sides.js';
import { contextOf } from './tree/context.js';
import { afterEarlier } from './tree/earlier.js';
import { noTree } from './tree/tree.js';
import { allowWork, WorkSpent } from './work.js';
import { once } from './once.js';

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
  /** Globs of files that are not reported on. */
  readonly ignorePaths?: readonly string[];
}

export interface Reviewed {
  readonly mail: Mail;
  /** Undefined for a mail that was not analysed. */
  readonly patch: Patch | undefined;
  readonly report: PatchReport;
}

/** Other mails of the series that a mail is part of, in order. */
export interface Around {
  /** What the mail is applied on top of. */
  readonly earlier?: readonly Mail[];
  /** What they repair is not said of the mail, or said at `low`. */
  readonly later?: readonly Mail[];
}

/** Reviews one mail. */
export async function reviewMail(mail: Mail, options: RunOptions, around: Around = {}): Promise<Reviewed> {
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
  const base = (patch.baseCommit === undefined ? undefined : options.tree.at?.(patch.baseCommit)) ?? options.tree;
  const tree = afterEarlier(base, (around.earlier ?? []).map(parsePatch));
  const sides = await buildSides(patch, tree);
  const skipped = [...problems, ...patch.skipped, ...sides.skipped];
  if (sides.pairs.length === 0) skipped.push({ file: '', reason: 'touches no C file' });
  const rest = (around.later ?? []).map(parsePatch);
  const { findings, unread } = await analyse(patch, sides.pairs, options.catalogue, tree, rest).catch(unreadable);
  const heeded = heedTrailers(textBefore(mail, patch), findings);
  const placed = withoutPaths(heeded.findings, pathFilter(options.ignorePaths ?? []));
  const report: PatchReport = {
    ...head,
    findings: select(placed.findings, options),
    skipped: [...skipped, ...unread, ...placed.skipped],
    ...(heeded.notes.length > 0 ? { notes: heeded.notes } : {}),
  };
  return { mail, patch, report };
}

/** The text of a mail before its first diff. */
function textBefore(mail: Mail, patch: Patch): string {
  return mail.body.split('\n', patch.files[0]!.mailLine - 1).join('\n');
}

interface Analysed {
  readonly findings: readonly Finding[];
  readonly unread: readonly Skipped[];
}

/** Code that takes too much stack or work is left unread; anything else that is thrown is a bug and goes on. */
function unreadable(error: unknown): Analysed {
  const reason =
    error instanceof RangeError
      ? 'nested too deeply to analyse'
      : error instanceof WorkSpent
        ? 'takes more work than one mail may: not analysed'
        : undefined;
  if (reason === undefined) throw error;
  return { findings: [], unread: [{ file: '', reason }] };
}

/**
 * Both sides of a patch in, findings out; `later` patches of its series may repair what it leaves. Files of the tree that the patch does not change may say more about it. The side before is read only
 * if there is something to compare.
 */
export async function analyse(
  patch: Patch,
  pairs: readonly SourcePair[],
  catalogue: Catalogue,
  tree: Tree = noTree,
  later: readonly Patch[] = [],
): Promise<Analysed> {
  allowWork();
  const sideOf = (side: 'before' | 'after'): readonly SourceFile[] => {
    const files = pairs.flatMap((pair) => pair[side] ?? []);
    return tree === noTree ? concernedParts(files, catalogue) : files;
  };
  const afterFiles = sideOf('after');
  const { files: context, skipped } = await contextOf(afterFiles, tree, catalogue, readOnce);
  const after = await viewOf([...afterFiles, ...context], catalogue);
  const unread = [
    ...skipped,
    ...after.files.flatMap(({ cfile }) => cfile.unread.map((one) => ({ file: cfile.path, reason: one.reason }))),
  ];
  const lookedIn = tree === noTree || tree.isPartial === true ? undefined : tree.name;
  const scope = scopeOf(after, patch);
  const found = runChecks(after, scope);
  const unfollowed = unfollowedSites(after, scope.touched);
  // What is not new against nothing at all is not new against the side before.
  if (judge({ patch, before: [], after: found }).length === 0)
    return { findings: [], unread: [...unread, ...unfollowed, ...unseenTeardowns(after, [], lookedIn)] };
  const before = await viewOf([...sideOf('before'), ...context], catalogue);
  const judged = judge({ patch, before: runChecks(before, scope), after: found });
  const end =
    later.length > 0 && judged.length > 0
      ? await endOfSeries(patch, later, { after, scope, context, tree, pairs })
      : undefined;
  const findings = end ? heedLater(judged, runChecks(end.view, end.scope), end.view) : judged;
  return {
    findings: findings.map((one) => advise(one, after)),
    unread: [...unread, ...unfollowed, ...unseenTeardowns(after, findings, lookedIn)],
  };
}

/** The view once the rest of a series is applied, and what was touched on the way there; names are new that were so for the patch itself. */
async function endOfSeries(
  patch: Patch,
  later: readonly Patch[],
  {
    after,
    scope,
    context,
    tree,
    pairs,
  }: { after: View; scope: Scope; context: readonly SourceFile[]; tree: Tree; pairs: readonly SourcePair[] },
): Promise<{ readonly view: View; readonly scope: Scope }> {
  const touched = pairs.flatMap((pair) => pair.after ?? []);
  const files = await filesAfter(touched, later, tree);
  const paths = new Set(files.map((source) => source.path));
  const view = await viewOf([...files, ...context.filter((source) => !paths.has(source.path))], after.catalogue);
  return { view, scope: { ...scope, touched: new Set([...scope.touched, ...scopeOf(view, patch).touched]) } };
}

/** What was read of a file lives as long as its text. */
const readOnce: (source: SourceFile) => CFile = once(readC);

async function viewOf(files: readonly SourceFile[], catalogue: Catalogue): Promise<View> {
  const read: { readonly cfile: CFile; readonly source: SourceFile }[] = [];
  for (const source of files) {
    read.push({ source, cfile: readOnce(source) });
    await releaseTrees();
  }
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
    body: additionOf(path, code).join('\n'),
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

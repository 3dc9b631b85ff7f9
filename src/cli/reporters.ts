import type { PatchReport } from '../types.js';
import type { Reviewed } from '../run.js';
import type { Totals } from '../report/totals.js';
import { VERSION } from '../version.js';
import type { Format } from './option-table.js';
import type { ReviewOptions } from './options.js';

/** Turns reviewed mails into output: called once a mail in input order, then once at the end. What comes out is written at once. */
export interface Reporter {
  /** Written before the first mail, and between what two mails gave. */
  readonly begin?: string;
  readonly between?: string;
  readonly each: (one: Reviewed) => string | Promise<string>;
  /** `reports` holds the mails with findings if `needsReports`, else nothing. */
  readonly end: (totals: Totals, reports: readonly PatchReport[]) => string;
  readonly needsReports?: true;
}

/** The reporter of a format; each is loaded only when it is asked for. */
export async function reporterOf(format: Format, options: ReviewOptions): Promise<Reporter> {
  const none = (): string => '';
  switch (format) {
    case 'json': {
      const { jsonParts } = await import('../report/json.js');
      const { begin, between, each, end } = jsonParts({ name: 'checkleak', version: VERSION });
      return { begin, between, each: (one) => each(one.report), end: ({ mails }) => end(mails === 0) };
    }
    case 'terse': {
      const { terseReport } = await import('../report/terse.js');
      return { each: (one) => terseReport(one.report), end: none };
    }
    case 'reply': {
      const { replyMail } = await import('../report/reply.js');
      return { each: (one) => replyMail(one, VERSION), end: none };
    }
    case 'mbox': {
      const [{ replyMail }, { mboxEntry }] = await Promise.all([
        import('../report/reply.js'),
        import('../report/mbox.js'),
      ]);
      return { each: async (one) => mboxEntry(await replyMail(one, VERSION)), end: none };
    }
    case 'b4':
    case 'b4-json': {
      const { b4Report, b4JsonReport } = await import('../report/b4.js');
      if (format === 'b4') return { each: (one) => b4Report(one.report), end: none };
      return { each: none, end: (_totals, reports) => b4JsonReport(reports), needsReports: true };
    }
    case 'patchwork': {
      const { patchworkReport } = await import('../report/patchwork.js');
      return { each: (one) => patchworkReport(one.report), end: none };
    }
    case 'html': {
      const { HTML_BEGIN, htmlEnd, htmlPatch } = await import('../report/html/page.js');
      return {
        begin: HTML_BEGIN,
        each: htmlPatch,
        end: (totals, reports) => htmlEnd(totals, reports, VERSION),
        needsReports: true,
      };
    }
    case 'sarif': {
      const { sarifReport } = await import('../report/sarif.js');
      return { each: none, end: (_totals, reports) => sarifReport(reports, VERSION), needsReports: true };
    }
    case 'rdjson': {
      const { rdjsonReport } = await import('../report/rdjson.js');
      return { each: none, end: (_totals, reports) => rdjsonReport(reports), needsReports: true };
    }
    case 'text': {
      const { textReport, textSummary } = await import('../report/text.js');
      const { styleFor } = await import('../report/style.js');
      const style = styleFor(options.terminal, process.env);
      return {
        each: (one) => textReport(one, style, options.verbose),
        end: (totals) => (options.quiet ? '' : textSummary(totals, style)),
      };
    }
  }
}

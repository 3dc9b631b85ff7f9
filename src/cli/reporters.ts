import type { PatchReport } from '../types.js';
import type { Reviewed } from '../run.js';
import { VERSION } from '../version.js';
import type { Format, ReviewOptions } from './options.js';

/** Turns reviewed mails into output: called once a mail in input order, then once at the end. */
export interface Reporter {
  readonly each: (one: Reviewed) => string | Promise<string>;
  readonly end: (reports: readonly PatchReport[]) => string;
}

/** The reporter of a format; each is loaded only when it is asked for. */
export async function reporterOf(format: Format, options: ReviewOptions): Promise<Reporter> {
  const none = (): string => '';
  switch (format) {
    case 'json': {
      const { jsonReport } = await import('../report/json.js');
      return { each: none, end: (patches) => jsonReport({ tool: { name: 'checkleak', version: VERSION }, patches }) };
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
      return { each: none, end: b4JsonReport };
    }
    case 'sarif': {
      const { sarifReport } = await import('../report/sarif.js');
      return { each: none, end: (patches) => sarifReport(patches, VERSION) };
    }
    case 'rdjson': {
      const { rdjsonReport } = await import('../report/rdjson.js');
      return { each: none, end: rdjsonReport };
    }
    case 'text': {
      const { textReport, textSummary } = await import('../report/text.js');
      const { styleFor } = await import('../report/style.js');
      const style = styleFor(process.stdout, process.env);
      return {
        each: (one) => textReport(one, style, options.verbose),
        end: (reports) => (options.quiet ? '' : textSummary(reports, style)),
      };
    }
  }
}

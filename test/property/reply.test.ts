import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail } from '../../dist/run.js';
import { replyMail } from '../../dist/report/reply.js';
import { noTree } from '../../dist/tree/tree.js';
import type { Mail } from '../../dist/types.js';
import { mailOf } from '../helpers/mail.js';

const LEAK = [
  '---',
  'diff --git a/x.c b/x.c',
  'new file mode 100644',
  '--- /dev/null',
  '+++ b/x.c',
  '@@ -0,0 +1,10 @@',
  '+static int quux_probe(struct platform_device *pdev)',
  '+{',
  '+\tvoid *p = kzalloc(1, GFP_KERNEL);',
  '+',
  '+\tif (!p)',
  '+\t\treturn -ENOMEM;',
  '+\tif (quux_check(pdev))',
  '+\t\treturn -EIO;',
  '+\tkfree(p);',
  '+\treturn 0; }',
  '',
].join('\n');
const KNOWN = new Set(
  'from to cc subject message-id in-reply-to references date mime-version content-type content-transfer-encoding auto-submitted'.split(
    ' ',
  ),
);

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        'Bcc: evil@example.org',
        '\0',
        '\u2028',
        '<',
        '>',
        '"',
        ',',
        ';',
        '=?utf-8?q?x=0D=0AY:_z?=',
        '\u001b[2J',
        'ä',
        '漢',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('nothing in a mail adds a header to its reply or a line to its quote', async () => {
  const catalogue = await loadCatalogue([]);
  const base = await mailOf(`From: A <a@example.org>\nSubject: [PATCH] x\nMessage-ID: <1@example.org>\n\n${LEAK}`);
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, nasty, async (name, subject, id, date) => {
      const mail: Mail = {
        ...base,
        subject,
        date,
        messageId: `<${id}@example.org>`,
        references: [`<${name}@example.org>`],
        from: { name, address: `a${id}@example.org` },
        cc: [{ name: subject, address: 'c@example.org' }],
      };
      const reviewed = await reviewMail(mail, {
        tree: noTree,
        catalogue,
        allMails: false,
        confidence: 'low',
        only: [],
        ignore: [],
      } as never);
      assert.ok(reviewed.report.findings.length > 0);
      const reply = await replyMail(reviewed, '0');
      const email = await PostalMime.parse(reply);
      const names = email.headers.map(({ key }) => key);
      assert.deepEqual(
        names.filter((one) => !KNOWN.has(one)),
        [],
      );
      assert.equal(new Set(names).size, names.length);
      const body = mail.body.split('\n');
      for (const line of (email.text ?? '').split('\n'))
        if (line.startsWith('> ') && line !== '> [...]') assert.ok(body.includes(line.slice(2)), line);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 20_000 },
  );
});

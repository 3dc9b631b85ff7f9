import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { replyMail } from '../../dist/report/reply.js';
import type { Reviewed } from '../../dist/run.js';
import { mailOf } from '../helpers/mail.js';
import { additionOf } from '../../dist/patch/addition.js';
import { reviewed, reviewFile } from '../helpers/review.js';

const demo = readFileSync('test-patches/demo/demo.patch', 'utf8');
const at = { from: { name: 'checkleak', address: 'bot@example.org' }, date: new Date('2026-01-06T09:00:00Z') };

async function reviewedUnder(headers: string, tail = ''): Promise<Reviewed> {
  const body = demo.slice(demo.indexOf('\n\n') + 2);
  const mail = await mailOf(`${headers}\n${body}${tail}`);
  return reviewed(mail);
}

const HEADERS = `From: =?utf-8?q?J=C3=B6rg_=C3=84rger?= <joerg@example.org>
To: list@example.org, bot@example.org
Cc: "Doe, Jane" <jane@example.org>, LIST@example.org
Subject: [PATCH] quux: =?utf-8?q?gr=C3=BC=C3=9Fe?=
Message-ID: <p1@example.org>
References: <p0@example.org>
Date: Mon, 5 Jan 2026 13:00:07 +0200
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
`;

test('the quoted lines are the lines of the patch', async () => {
  const one = await reviewedUnder(HEADERS);
  const reply = await replyMail(one, '0', at);
  const lines = one.mail.body.split('\n');
  const quoted = reply.split('\n').filter((line) => line.startsWith('>') && line !== '> [...]');
  assert.ok(quoted.length > 6);
  for (const line of quoted) assert.ok(lines.includes(line.replace(/^> ?/, '')), line);
  const at2 = reply.split('\n').findIndex((line) => line === '> +\tret = clk_prepare_enable(q->clk);');
  assert.ok(at2 > 0);
  assert.equal(reply.split('\n')[at2 + 1], '');
  assert.match(reply, /^On Mon, Jan 05, 2026 at 01:00:07PM \+0200, Jörg Ärger wrote:$|^On Mon, Jan 05/m);
});

test(
  "a mail reader's library reads it without defects and threads it",
  { skip: spawnSync('python3', ['-V']).status !== 0 && 'python3 is not installed' },
  async () => {
    const reply = await replyMail(await reviewedUnder(HEADERS, '\nSigned-off-by: Jörg\n'), '0', at);
    const script = `
import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({'defects': len(m.defects), 'subject': m['subject'], 'to': str(m['to']), 'cc': str(m['cc']), 'irt': m['in-reply-to'], 'refs': str(m['references']), 'date': str(m['date']), 'type': m.get_content_type(), 'body': m.get_content()}))`;
    const done = spawnSync('python3', ['-c', script], { input: reply, encoding: 'utf8' });
    const read = JSON.parse(done.stdout) as Record<string, string | number>;
    assert.equal(read.defects, 0);
    assert.equal(read.subject, 'Re: [PATCH] quux: grüße');
    assert.equal(read.to, 'Jörg Ärger <joerg@example.org>');
    assert.equal(read.cc, 'list@example.org, "Doe, Jane" <jane@example.org>');
    assert.equal(read.irt, '<p1@example.org>');
    assert.equal(read.refs, '<p0@example.org> <p1@example.org>');
    assert.equal(read.type, 'text/plain');
    assert.match(String(read.body), /\+\tret = clk_prepare_enable\(q->clk\);\n\n/);
  },
);

test('the same patch and findings give the same Message-ID', async () => {
  const id = (mail: string): string => /^Message-ID: (.*)$/m.exec(mail)![1]!;
  const a = await replyMail(await reviewedUnder(HEADERS), '0', at);
  const b = await replyMail(await reviewedUnder(HEADERS), '0', { ...at, date: new Date(0) });
  assert.equal(id(a), id(b));
});

test('no header can be injected, no automatic mail is answered', async () => {
  const evil = HEADERS.replace(/^Subject:.*$/m, 'Subject: [PATCH] x =?utf-8?q?=0D=0ABcc:_victim@example.org?=');
  const reply = await replyMail(await reviewedUnder(evil), '0', at);
  assert.ok(reply.length > 0);
  assert.doesNotMatch(reply, /^Bcc:/im);
  assert.equal(await replyMail(await reviewedUnder(`Auto-Submitted: auto-generated\n${HEADERS}`), '0', at), '');
});

test('comments are wrapped at 72 columns', async () => {
  const reply = await replyMail(await reviewedUnder(HEADERS), '0', at);
  const body = reply.slice(reply.indexOf('\n\n') + 2).split('\n-- \n')[0]!;
  for (const line of body.split('\n').slice(1)) if (!line.startsWith('>')) assert.ok(line.length <= 72, line);
});

const python = spawnSync('python3', ['-V']).status !== 0 && 'python3 is not installed';

/** What Python's mail library reads of a mail. */
function readByPython(mail: string): Record<string, string> & { defects: string[] } {
  const script = `
import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
d = [str(x) for p in m.walk() for x in p.defects] + [str(x) for h in m.keys() for x in getattr(m[h], 'defects', [])]
print(json.dumps({'defects': d, 'subject': m['subject'], 'to': str(m['to']), 'cc': str(m['cc']), 'irt': m['in-reply-to'], 'refs': str(m['references']), 'when': m['date'].datetime.isoformat(), 'type': m.get_content_type(), 'parts': m.is_multipart(), 'auto': m['auto-submitted'], 'body': m.get_content()}))`;
  const done = spawnSync('python3', ['-c', script], { input: mail, encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout) as Record<string, string> & { defects: string[] };
}

test('names and subjects in encoded words, folded and in raw UTF-8, come back whole', { skip: python }, async () => {
  const table: readonly (readonly [headers: string, subject: string, to: string])[] = [
    [
      HEADERS.replace(
        /^Subject:.*$/m,
        'Subject: [PATCH v2 1/3] =?UTF-8?q?misc:=20quux:=20f=C3=BCge=20einen=20Trei?=\n =?UTF-8?q?ber=20hinzu?=',
      ),
      'Re: [PATCH v2 1/3] misc: quux: füge einen Treiber hinzu',
      'Jörg Ärger <joerg@example.org>',
    ],
    [
      HEADERS.replace(/^Subject:.*$/m, 'Subject: Re: RE: [PATCH] größer').replace(
        /^From:.*$/m,
        'From: 王小明 <wang@example.org>',
      ),
      'Re: [PATCH] größer',
      '王小明 <wang@example.org>',
    ],
    [
      HEADERS.replace(
        /^From:.*$/m,
        'From: =?utf-8?b?Sm9obiBEb2UsIEpyLg==?= <john@example.org>\nReply-To: "Team, Quux" <quux@example.org>',
      ),
      'Re: [PATCH] quux: grüße',
      '"Team, Quux" <quux@example.org>',
    ],
  ];
  for (const [headers, subject, to] of table) {
    const one = await reviewedUnder(headers, '\nSigned-off-by: Jörg\n');
    const read = readByPython(await replyMail(one, '0', at));
    assert.deepEqual(read.defects, []);
    assert.equal(read.subject, subject);
    assert.equal(read.to, to);
    assert.equal(read.irt, '<p1@example.org>');
    assert.equal(read.refs, '<p0@example.org> <p1@example.org>');
    assert.equal(read.when, '2026-01-06T09:00:00+00:00');
    assert.equal(read.type, 'text/plain');
    assert.equal(read.parts, false);
    assert.equal(read.auto, 'auto-replied');
    assert.doesNotMatch(read.cc!, /bot@example\.org/);
  }
});

test(
  'quoted lines are the lines of the mail also where they are long, not ASCII, or end in blanks',
  { skip: python },
  async () => {
    const long = `+	/* ${'ä'.repeat(700)} */`;
    const one = await reviewedUnder(HEADERS);
    const body = one.mail.body
      .replace('@@ -12,6 +12,10 @@', '@@ -12,6 +12,12 @@')
      .replace('+	ret = clk_prepare', `${long}\n+	/* ${'x'.repeat(80)}   \n+	 */ ret = clk_prepare`)
      .replace('@@ -12,6 +12,12 @@', '@@ -12,6 +12,12 @@');
    const mail = await mailOf(`${HEADERS}\n${body}`);
    const again = await reviewed(mail);
    assert.equal(again.report.findings.length, 1);
    const reply = await replyMail(again, '0', at);
    for (const line of reply.split('\n')) assert.ok(Buffer.byteLength(line) <= 998);
    const read = readByPython(reply);
    assert.deepEqual(read.defects, []);
    const lines = mail.body.split('\n');
    const quoted = read.body!.split('\n').filter((line) => line.startsWith('>') && line !== '> [...]');
    assert.ok(quoted.includes(`> ${long}`));
    for (const line of quoted) assert.ok(lines.includes(line.replace(/^> ?/, '')), line);
  },
);

test('a mail of CRLF lines is quoted without its CRs and threads', { skip: python }, async () => {
  const body = demo.slice(demo.indexOf('\n\n') + 2);
  const mail = await mailOf(`${HEADERS}\n${body}`.replace(/\n/g, '\r\n'));
  const one = await reviewed(mail);
  const reply = await replyMail(one, '0', at);
  assert.doesNotMatch(reply, /\r/);
  assert.deepEqual(readByPython(reply).defects, []);
});

test('which mails a program must not answer', async () => {
  const silent = [
    'Auto-Submitted: auto-replied',
    'Auto-Submitted: auto-generated (cron)',
    'X-Patchwork-Hint: ignore',
    'X-stable: review',
  ];
  for (const header of silent)
    assert.equal(await replyMail(await reviewedUnder(`${header}\n${HEADERS}`), '0', at), '', header);
  const bot = HEADERS.replace(/^From:.*$/m, 'From: kernel test robot <lkp-bot@example.org>');
  assert.equal(await replyMail(await reviewedUnder(`Precedence: bulk\n${bot}`), '0', at), '');
  // Lists themselves mark what they deliver.
  for (const header of ['Precedence: bulk', 'Auto-Submitted: no', 'X-Patchwork-Delegate: a'])
    assert.notEqual(await replyMail(await reviewedUnder(`${header}\n${HEADERS}`), '0', at), '', header);
});

test('one mail a patch, comments in patch order, findings about one thing in one comment, nothing quoted after the last', async () => {
  const [, one] = await reviewFile('test/report/mails/series.mbox');
  const reply = await replyMail(one!, '0', at);
  const body = reply.slice(reply.indexOf('\n\n') + 2).split('\nOn top of this patch')[0]!;
  assert.equal(one!.report.findings.length, 4);
  assert.match(body, /q->bus and q->clk, both from clk_prepare_enable\(\), are lost\s+when\s+quux_reset\(\)\s+fails/);
  assert.match(body, /"goto err_clk" instead of the return\?/);
  const order = ['q->bus and q->clk', 'does not give back q->buf', 'reference on child'].map((text) =>
    body.indexOf(text),
  );
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
  assert.ok(order[0]! > 0);
  assert.ok(!body.trimEnd().split('\n').at(-1)!.startsWith('>'));
  for (const block of body.split(/\n> \[\.\.\.\]\n|\n(?=> @@)/).slice(2)) {
    const above = block.split('\n\n')[0]!.split('\n');
    assert.ok(above.length <= 6, `five lines and the one that the comment is about, at most: ${block}`);
  }
});

for (const [name, code, wanted] of [
  [
    'what a call does to a device is undone, not given back',
    'struct device *dev, struct quux *q)\n{\n\tint ret;\n\n\tpm_runtime_enable(dev);\n\tret = quux_reset(q);\n\tif (ret)\n\t\treturn ret;\n\tpm_runtime_disable(dev);\n\treturn 0;\n}\n',
    'What pm_runtime_enable(dev) does here is not undone when quux_reset() fails: "return ret;" then leaves quux_try() without pm_runtime_disable(dev).',
  ],
  [
    'two acquires of one name are one thing that is lost',
    'struct device *dev, struct quux *q)\n{\n\tint ret;\n\n\tq->clk = clk_get(dev, NULL);\n\tif (IS_ERR(q->clk))\n\t\treturn PTR_ERR(q->clk);\n\tret = clk_prepare_enable(q->clk);\n\tif (ret)\n\t\tgoto err_put;\n\tret = quux_reset(q);\n\tif (ret)\n\t\treturn ret;\n\tclk_disable_unprepare(q->clk);\n\tclk_put(q->clk);\n\treturn 0;\n\nerr_put:\n\tclk_put(q->clk);\n\treturn ret;\n}\n',
    'q->clk, from clk_get() and clk_prepare_enable(), is lost when quux_reset() fails: "return ret;" then leaves quux_try() without clk_put() and clk_disable_unprepare(q->clk).',
  ],
  [
    'a handle that no variable keeps has no name',
    'struct device *dev, struct quux *q)\n{\n\tif (of_get_parent(dev->of_node) == q->np)\n\t\treturn 1;\n\treturn 0;\n}\n',
    'What of_get_parent() returned here is lost by several exits of quux_try(), for example by "return 0;": of_node_put() is missing there.',
  ],
] as const)
  test(`wording: ${name}`, async () => {
    const body = additionOf('drivers/quux.c', `int quux_try(${code}`).join('\n');
    const mail = await mailOf(`${HEADERS}\nx\n---\n${body}\n`);
    const one = await reviewed(mail);
    const text = (await replyMail(one, '0', at)).replace(/\n/g, ' ');
    assert.ok(text.includes(wanted), text);
  });

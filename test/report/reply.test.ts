import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadCatalogue } from '../../dist/rules/load.js';
import { replyMail } from '../../dist/report/reply.js';
import { reviewMail, type Reviewed } from '../../dist/run.js';
import { noTree } from '../../dist/tree/tree.js';
import { mailOf } from '../helpers/mail.js';

const catalogue = await loadCatalogue([]);
const demo = readFileSync('test-patches/demo/demo.patch', 'utf8');
const at = { from: { name: 'checkleak', address: 'bot@example.org' }, date: new Date('2026-01-06T09:00:00Z') };

async function reviewed(headers: string, tail = ''): Promise<Reviewed> {
  const body = demo.slice(demo.indexOf('\n\n') + 2);
  const mail = await mailOf(`${headers}\n${body}${tail}`);
  return reviewMail(mail, { tree: noTree, catalogue, allMails: false, confidence: 'medium', only: [], ignore: [] });
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
  const one = await reviewed(HEADERS);
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
    const reply = await replyMail(await reviewed(HEADERS, '\nSigned-off-by: Jörg\n'), '0', at);
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
  const a = await replyMail(await reviewed(HEADERS), '0', at);
  const b = await replyMail(await reviewed(HEADERS), '0', { ...at, date: new Date(0) });
  assert.equal(id(a), id(b));
});

test('no header can be injected, no automatic mail is answered', async () => {
  const evil = HEADERS.replace(/^Subject:.*$/m, 'Subject: [PATCH] x =?utf-8?q?=0D=0ABcc:_victim@example.org?=');
  const reply = await replyMail(await reviewed(evil), '0', at);
  assert.ok(reply.length > 0);
  assert.doesNotMatch(reply, /^Bcc:/im);
  assert.equal(await replyMail(await reviewed(`Auto-Submitted: auto-generated\n${HEADERS}`), '0', at), '');
});

test('comments are wrapped at 72 columns', async () => {
  const reply = await replyMail(await reviewed(HEADERS), '0', at);
  const body = reply.slice(reply.indexOf('\n\n') + 2).split('\n-- \n')[0]!;
  for (const line of body.split('\n').slice(1)) if (!line.startsWith('>')) assert.ok(line.length <= 72, line);
});

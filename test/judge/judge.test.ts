import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADERS, mailOf } from '../helpers/mail.js';
import { reviewed } from '../helpers/review.js';

/** Findings of a patch of one hunk, as `CHECK ACQUIRE: LINE THAT IS COMMENTED`. */
async function findings(lines: readonly string[]): Promise<readonly string[]> {
  const old = lines.filter((line) => !line.startsWith('+')).length;
  const now = lines.filter((line) => !line.startsWith('-')).length;
  const head = ['---', '--- a/drivers/misc/quux.c', '+++ b/drivers/misc/quux.c', `@@ -1,${old} +1,${now} @@`];
  const { report } = await reviewed(await mailOf([HEADERS, ...head, ...lines, ''].join('\n')));
  assert.deepEqual(report.skipped, []);
  assert.ok(report.findings.every((one) => one.verdict === 'introduced'));
  return report.findings.map((one) => `${one.check} ${one.acquire}: ${one.text}`);
}

const marked = (mark: string, lines: readonly string[]): readonly string[] => lines.map((line) => mark + line);
const OPEN = ['{', '\tu8 *image;', '\tint ret;', ''];
const HEAD = ['static int quux_load(struct quux *q)', ...OPEN];
const ACQUIRE = ['\timage = kmalloc(64, GFP_KERNEL);', '\tif (!image)', '\t\treturn -ENOMEM;'];
const READ = ['\tret = quux_read(q, image);', '\tif (ret)', '\t\treturn ret;'];
const PING = ['\tret = quux_ping(q);', '\tif (ret)', '\t\treturn -EIO;'];
const TAIL = ['\tkfree(image);', '\treturn 0;', '}'];

test('a leak that was there before is not reported', async () => {
  const lines = [...marked(' ', [...HEAD, ...ACQUIRE, ...READ]), '+\tq->count++;', ...marked(' ', TAIL)];
  assert.deepEqual(await findings(lines), []);
});

test('an added acquire is commented where it stands', async () => {
  const lines = [
    ...marked(' ', HEAD),
    ...marked('+', ACQUIRE),
    ...marked(' ', PING),
    '+\tkfree(image);',
    ...marked(' ', TAIL.slice(1)),
  ];
  assert.deepEqual(await findings(lines), ['leak-on-error-path kmalloc: image = kmalloc(64, GFP_KERNEL);']);
});

test('an added exit is commented where it leaves', async () => {
  const lines = [...marked(' ', [...HEAD, ...ACQUIRE]), ...marked('+', READ), ...marked(' ', TAIL)];
  assert.deepEqual(await findings(lines), ['leak-on-error-path kmalloc: return ret;']);
});

test('of an old leak and a new exit only the exit is introduced', async () => {
  const lines = [...marked(' ', [...HEAD, ...ACQUIRE, ...READ]), ...marked('+', PING), ...marked(' ', TAIL)];
  assert.deepEqual(await findings(lines), ['leak-on-error-path kmalloc: return -EIO;']);
});

test('a release that is taken out is commented where it stood', async () => {
  const exit = [' \tif (ret) {', '-\t\tkfree(image);', ' \t\treturn ret;', ' \t}'];
  const lines = [...marked(' ', [...HEAD, ...ACQUIRE, READ[0]!]), ...exit, ...marked(' ', TAIL)];
  assert.deepEqual(await findings(lines), ['lost-release kmalloc: kfree(image);']);
});

test('a patch that mends a leak is not scolded for it', async () => {
  const exit = ['-\tif (ret)', '+\tif (ret) {', '+\t\tkfree(image);', ' \t\treturn ret;', '+\t}'];
  const lines = [...marked(' ', [...HEAD, ...ACQUIRE, READ[0]!]), ...exit, ...marked(' ', TAIL)];
  assert.deepEqual(await findings(lines), []);
});

test('a leak goes along with a function that gets another name', async () => {
  const name = ['-static int quux_load(struct quux *q)', '+static int quux_load_image(struct quux *q)'];
  const lines = [...name, ...marked(' ', [...OPEN, ...ACQUIRE, ...READ, ...TAIL])];
  assert.deepEqual(await findings(lines), []);
});

test('a leak goes along with code that moves into a helper', async () => {
  const body = [...OPEN, ...ACQUIRE, ...READ, ...TAIL];
  const caller = ['', 'static int quux_start(struct quux *q)', '{', '\treturn quux_load(q);', '}'];
  const lines = [
    ...marked('-', ['static int quux_start(struct quux *q)', ...body]),
    ...marked('+', [HEAD[0]!, ...body, ...caller]),
  ];
  assert.deepEqual(await findings(lines), []);
});

test('a return that was there before is no new way out, whatever it returns now', async () => {
  const exit = (value: string): readonly string[] => ['\tif (ret < 1)', `\t\treturn ${value};`];
  const lines = [
    ...marked(' ', [...HEAD, ...ACQUIRE, '\tret = quux_count(q);']),
    ...marked('-', ['\tif (ret < 1) {', '\t\tdev_err(q->dev, "none\\n");', '\t\treturn ret;', '\t}']),
    ...marked('+', exit('dev_err_probe(q->dev, ret, "none\\n")')),
    ...marked(' ', TAIL),
  ];
  assert.deepEqual(await findings(lines), []);
  const lost = lines.map((line) => line.replace('-\t\tdev_err(q->dev, "none\\n");', '-\t\tkfree(image);'));
  assert.deepEqual(await findings(lost), ['leak-on-error-path kmalloc: return dev_err_probe(q->dev, ret, "none\\n");']);
});

test('an old leak at an exit that stays is not new because of the condition before it', async () => {
  const rest = ['\tret = quux_read(q, image);', '\treturn ret;', '}'];
  const lines = [
    ...marked(' ', [...HEAD, ...ACQUIRE]),
    '-\tif (is_old(q))',
    '+\tif (quux_is_old(q))',
    ...marked(' ', ['\t\tq->count++;', ...rest]),
  ];
  assert.deepEqual(await findings(lines), []);
});

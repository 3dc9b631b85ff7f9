import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkleak, lacks, run } from '../helpers/run.js';
import { scratch } from '../helpers/scratch.js';

const html = checkleak(['--format', 'html', 'test/report/mails/series.mbox']).out;
const dir = scratch();
const page = join(dir, 'page.html');
writeFileSync(page, html);

function chromium(...args: readonly string[]): string {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${dir}/profile`];
  const done = run('chromium', [...flags, ...args, `file://${page}`], { timeout: 60_000 });
  assert.equal(done.status, 0, done.err.slice(-500));
  return done.out;
}

test('the page needs nothing from elsewhere and runs nothing', () => {
  assert.doesNotMatch(html, /<script|<link|<img|\ssrc=|\son\w+=|url\(|@import|https?:/i);
  assert.match(html, /Content-Security-Policy" content="default-src 'none'/);
});

test('what a mail holds is text', () => {
  const evil = readFileSync('test/report/mails/series.mbox', 'utf8')
    .replaceAll('count users per cpu', '<script>alert(1)</script> <b onload="x">')
    .replace('alloc_percpu(unsigned int);', 'alloc_percpu(unsigned int); /* </pre><img src=x> */');
  const out = checkleak(['--format', 'html', '-'], { input: evil }).out;
  assert.match(out, /&lt;script&gt;/);
  assert.doesNotMatch(out, /<script|<img|<b /);
});

test('Chromium shows comments, pictures and the list of patches', { skip: lacks('chromium') }, () => {
  const dom = chromium('--dump-dom');
  assert.match(dom, /<svg [^>]*role="img" aria-label="zorb_setup\(\) takes 3 steps/);
  assert.match(dom, /missing: zorb_users_exit\(\)/);
  assert.match(dom, /class="comment" role="note"/);
  assert.equal(dom.match(/<section /g)?.length, 3);
  for (const [, id] of dom.matchAll(/href="#([^"]+)"/g)) assert.ok(dom.includes(`id="${id!}"`), id);
});

test('Chromium paints it light and dark', { skip: lacks('chromium') }, () => {
  const shot = (scheme: number): Buffer => {
    const png = join(dir, `${scheme}.png`);
    chromium(`--blink-settings=preferredColorScheme=${scheme}`, '--window-size=900,1400', `--screenshot=${png}`);
    return readFileSync(png);
  };
  const [dark, light] = [shot(0), shot(1)];
  for (const png of [dark, light]) {
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [900, 1400]);
    assert.ok(png.length > 20_000, 'something is painted');
  }
  assert.notDeepEqual(dark, light);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type AjvDraft04 from 'ajv-draft-04';
import type { ValidateFunction } from 'ajv';
import { checkleak } from '../helpers/run.js';

const SERIES = 'test/report/mails/series.mbox';
const FILES = [SERIES, 'test-patches/memory', 'test-patches/lifecycle', 'test-patches/device-node'];
const require = createRequire(import.meta.url);

function sarifSchema(): ValidateFunction {
  const path = require.resolve('@microsoft/jest-sarif').replace(/lib\/.*$/, 'lib/schemas/sarif-2.1.0-rtm.5.json');
  const { default: Ajv } = require('ajv-draft-04') as { default: typeof AjvDraft04.default };
  const { default: addFormats } = require('ajv-formats') as { default: (ajv: unknown) => void };
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
}

test('SARIF fits the schema of 2.1.0, with findings and without', () => {
  const valid = sarifSchema();
  for (const files of [FILES, ['test-patches/memory/ok-early-return.patch']]) {
    const log = JSON.parse(checkleak(['--format', 'sarif', ...files]).out) as {
      runs: { results: { fixes?: unknown[] }[] }[];
    };
    assert.ok(valid(log), JSON.stringify(valid.errors?.slice(0, 3)));
    if (files === FILES) assert.ok(log.runs[0]!.results.some((one) => one.fixes));
  }
  assert.equal(valid({ version: '2.1.0', runs: [{ tool: {} }] }), false, 'the schema refuses what is wrong');
});

test('JSON has a message for each finding and every mail of the input', () => {
  const report = JSON.parse(checkleak(['--format', 'json', SERIES]).out) as {
    patches: { kind: string; findings: { message: string }[]; notes?: string[] }[];
  };
  assert.deepEqual(
    report.patches.map((one) => one.kind),
    ['cover', 'patch', 'patch', 'patch', 'reply'],
  );
  for (const { message } of report.patches.flatMap((one) => one.findings))
    assert.match(message, /\w+\(\).* is missing/);
  assert.match(report.patches[3]!.notes![0]!, /irq is not needed/);
});

test('rdjson: positions count from 1, suggestions replace whole lines', () => {
  interface Range {
    start: { line: number; column?: number };
    end?: { line: number; column: number };
  }
  const { diagnostics } = JSON.parse(checkleak(['--format', 'rdjson', SERIES]).out) as {
    diagnostics: {
      message: string;
      severity: string;
      location: { path: string; range: Range };
      suggestions?: { range: Range; text: string }[];
    }[];
  };
  assert.equal(diagnostics.length, 5);
  for (const one of diagnostics) {
    assert.ok(['ERROR', 'WARNING', 'INFO'].includes(one.severity));
    assert.ok(one.location.path !== '' && one.location.range.start.line >= 1);
    for (const { range, text } of one.suggestions ?? []) {
      assert.ok(range.start.column === 1 && range.end!.column === 1 && range.end!.line >= range.start.line);
      assert.match(text, /\n$/);
    }
  }
  assert.ok(diagnostics.some((one) => one.suggestions));
});

test('patchwork: one check a patch, none for a cover letter or a reply', () => {
  const checks = checkleak(['--format', 'patchwork', SERIES])
    .out.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  assert.deepEqual(
    checks.map((one) => [one.msgid, one.state]),
    [
      ['<2026010511-1@example.org>', 'fail'],
      ['<2026010511-2@example.org>', 'success'],
      ['<2026010511-3@example.org>', 'fail'],
    ],
  );
  for (const one of checks) {
    assert.deepEqual(Object.keys(one).sort(), ['context', 'description', 'msgid', 'state', 'target_url']);
    assert.match(one.context!, /^[a-z-]+$/);
    assert.ok(one.description!.length <= 250 && !one.description!.includes('\n'));
  }
});

test('terse: one line a finding', () => {
  for (const line of checkleak(['--format', 'terse', SERIES]).out.trimEnd().split('\n'))
    assert.match(line, /^\S+\.c:\d+: (warning|note): .+ \[[a-z-]+\/[a-z-]+\]$/);
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { additionOf } from '../../dist/patch/addition.js';
import { checkleak, lacks } from '../helpers/run.js';

interface Json {
  readonly patches: readonly {
    readonly subject: string;
    readonly findings: readonly { readonly check: string; readonly function: string; readonly acquire: string }[];
    readonly skipped: readonly { readonly reason: string }[];
  }[];
}

const PATH = 'drivers/misc/snib.c';

const driver = (probe: readonly string[], name: string): readonly string[] => [
  `static int ${name}_probe(struct platform_device *pdev)`,
  '{',
  `\tstruct ${name} *s = ${name}_new(pdev);`,
  '\tint ret;',
  '',
  ...probe,
  '\treturn 0;',
  '}',
  '',
  `static void ${name}_show(struct ${name} *s)`,
  '{',
  '\tdev_info(s->dev, "one\\n");',
  '\tdev_info(s->dev, "two\\n");',
  '\tdev_info(s->dev, "three\\n");',
  '}',
  '',
  `static void ${name}_remove(struct platform_device *pdev)`,
  '{',
  `\tstruct ${name} *s = platform_get_drvdata(pdev);`,
  '',
  `\t${name}_show(s);`,
  '}',
  '',
  `static struct platform_driver ${name}_driver = {`,
  `\t.probe = ${name}_probe,`,
  `\t.remove = ${name}_remove,`,
  '};',
];

const MODE = ['\tret = tweedle_mode(s);', '\tif (ret)', '\t\treturn ret;'];
const CLOCK = ['\tret = clk_prepare_enable(s->clk);', '\tif (ret)', '\t\treturn ret;'];

/** The mail of a part; `first` and `count` say where the file is changed. */
function mailOf(number: number, diff: readonly string[]): string {
  const head = [
    'From 30a165940414e703fb11fb4b2168b81b1650282f Mon Sep 17 00:00:00 2001',
    'From: Ada Example <ada@example.org>',
    'Date: Mon, 5 Jan 2026 10:00:00 +0100',
    `Subject: [PATCH ${number}/2] misc: snib: part ${number}`,
    `Message-ID: <snib-${number}-ada@example.org>`,
    ...(number > 1 ? ['In-Reply-To: <snib-1-ada@example.org>', 'References: <snib-1-ada@example.org>'] : []),
  ];
  return [...head, '', 'Signed-off-by: Ada Example <ada@example.org>', '---', ...diff, '-- ', '2.43.0', '', ''].join(
    '\n',
  );
}

/** Adds lines behind the first five of the file, and what earlier parts put there. */
function insertion(lines: readonly string[], before: readonly string[]): readonly string[] {
  const [above, below] =
    before.length > 0
      ? [before.slice(-3), ['\treturn 0;', '}']]
      : [
          ['\tint ret;', ''],
          ['\treturn 0;', '}'],
        ];
  const start = 5 + before.length - above.length + 1;
  const size = above.length + below.length;
  return [
    `diff --git a/${PATH} b/${PATH}`,
    'index 1111111..2222222 100644',
    `--- a/${PATH}`,
    `+++ b/${PATH}`,
    `@@ -${start},${size} +${start},${size + lines.length} @@ static int tweedle_probe(struct platform_device *pdev)`,
    ...above.map((line) => ` ${line}`),
    ...lines.map((line) => `+${line}`),
    ...below.map((line) => ` ${line}`),
  ];
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'earlier-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

/** The findings, and the notes about files that do not fit, by part. */
function told(args: readonly string[], mails: readonly string[]): readonly string[] {
  const { out } = checkleak(['--format', 'json', ...args], { input: mails.join('') });
  return (JSON.parse(out) as Json).patches.flatMap(({ subject, findings, skipped }) => [
    ...findings.map((one) => `${subject.slice(7, 10)} ${one.check} ${one.function} ${one.acquire}`),
    ...skipped.flatMap(({ reason }) =>
      /apply|found/.test(reason) ? [`${subject.slice(7, 10)} ${reason.slice(0, 14)}`] : [],
    ),
  ]);
}

const FOUND = '2/2 leak-at-teardown tweedle_probe clk_prepare_enable';
const old = `${driver([], 'tweedle').join('\n')}\n`;
const first = mailOf(1, insertion(MODE, []));
const second = mailOf(2, insertion(CLOCK, MODE));

test('a part is read on top of the earlier ones: a directory', () => {
  const dir = folderWith({ [PATH]: old });
  assert.deepEqual(told(['--tree', dir], [second]), ['2/2 does not apply']);
  assert.deepEqual(told(['--tree', dir], [first, second]), [FOUND]);
});

test('a tree that has the earlier parts already', () => {
  const dir = folderWith({ [PATH]: `${driver(MODE, 'tweedle').join('\n')}\n` });
  assert.deepEqual(told(['--tree', dir], [first, second]), ['1/2 does not apply', FOUND]);
});

test('a part is read on top of the earlier ones: git', { skip: lacks('git') }, () => {
  const dir = folderWith({ [PATH]: old });
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      stdio: 'ignore',
    });
  };
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'start');
  assert.deepEqual(told(['--git', dir], [first, second]), [FOUND]);
});

test('what an earlier part creates is known without a tree', () => {
  const created = mailOf(1, additionOf(PATH, old));
  const changed = mailOf(2, insertion(CLOCK, []));
  assert.deepEqual(told([], [changed]), []);
  assert.deepEqual(told([], [created, changed]), [FOUND]);
});

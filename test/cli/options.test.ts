import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { COMMANDS, FORMATS, OPTIONS } from '../../dist/cli/option-table.js';
import { namesOf } from '../../dist/cli/completion.js';
import { checkleak, lacks, run } from '../helpers/run.js';
import { scratch } from '../helpers/scratch.js';

const demo = resolve('test-patches/demo/demo.patch');

test('--help fits a screen of 24 lines and 80 columns and names every option and format', () => {
  const { status, out } = checkleak(['--help']);
  assert.equal(status, 0);
  const lines = out.trimEnd().split('\n');
  assert.ok(lines.length <= 23, `${lines.length} lines leave no room for the prompt`);
  for (const line of lines) assert.ok(line.length <= 80, line);
  for (const name of [...OPTIONS.flatMap(namesOf), ...FORMATS]) {
    if (name === '--explain') continue;
    assert.ok(out.includes(name), name);
  }
});

test('the manual page names every option, format and command, and is well formed', { skip: lacks('man') }, () => {
  const source = readFileSync('docs/checkleak.1', 'utf8').replaceAll('\\-', '-');
  for (const name of [...OPTIONS.flatMap(namesOf), ...FORMATS, ...COMMANDS.map(([command]) => command)])
    assert.ok(source.includes(name), name);
  const done = run('man', ['--warnings', '-l', 'docs/checkleak.1'], { env: { ...process.env, MANWIDTH: '80' } });
  assert.equal(done.status, 0);
  assert.equal(done.err, '');
});

test('wrong options and values get one line that says what to do', () => {
  const cases: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['--formt', 'text'], /unknown option '--formt' \(Did you mean --format\?\)/],
    [['--format', 'xml'], /Allowed choices are text, terse/],
    [['--confidence'], /argument missing/],
    [['--jobs', '0'], /from 1 to 999/],
    [['--tree', 'a', '--git', 'b'], /exclude each other/],
    [['--config', '/no/such.yaml', demo], /cannot be read/],
    [['--ignore', 'zzz', demo], /no rule or check is called zzz/],
    [['completion', 'tcsh'], /bash, zsh, fish/],
    [['hook', 'pre-commit'], /write sendemail-validate, not pre-commit/],
    [['hook', 'sendemail-validate', '/no/such'], /cannot read \/no\/such/],
    [['--explain', 'zzz'], /no rule, check or function is called zzz/],
  ];
  for (const [args, says] of cases) {
    const { status, out, err } = checkleak(args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, says);
    assert.equal(err.trimEnd().split('\n').length, 1, err);
  }
});

test('.checkleak.yaml is found upward, options win, --no-config reads none', () => {
  const dir = scratch();
  const inner = join(dir, 'drivers', 'misc');
  mkdirSync(inner, { recursive: true });
  const settings = (text: string): void => {
    writeFileSync(join(dir, '.checkleak.yaml'), text);
  };
  const status = (...args: readonly string[]): number | null => checkleak([...args, demo], { cwd: inner }).status;
  assert.equal(status(), 1);
  settings('ignore: [clk]\n');
  assert.equal(status(), 0);
  assert.equal(status('--no-config'), 1);
  settings('only: [memory]\n');
  assert.equal(status(), 0);
  assert.equal(status('--only', 'clk'), 1);
  settings('ignore-paths: [drivers/misc/]\n');
  assert.equal(status(), 0);
  settings('# nothing\n');
  assert.equal(status(), 1);
});

test('rules of the settings are relative to the file', () => {
  const dir = scratch();
  mkdirSync(join(dir, 'rules'));
  mkdirSync(join(dir, 'deep'));
  writeFileSync(join(dir, '.checkleak.yaml'), 'rules: [rules]\n');
  writeFileSync(
    join(dir, 'rules', 'quux.yaml'),
    'version: 1\nid: quux\nwhy: w\nacquires:\n  - quux_reset(arg0) fails negative -> quux_unreset(0)\n',
  );
  assert.equal(checkleak(['explain', 'quux', '--rules', 'rules'], { cwd: dir }).status, 0);
  assert.equal(checkleak(['--only', 'quux', demo], { cwd: join(dir, 'deep') }).status, 0);
  assert.equal(checkleak(['--only', 'quux', demo], { cwd: tmpdir() }).status, 2);
});

test('a settings file that is wrong is refused with its line and what is allowed', () => {
  const dir = scratch();
  const cases: readonly (readonly [text: string, says: RegExp])[] = [
    ['confidence: high\ncolour: red\n', /\.checkleak\.yaml:2: unknown key "colour"; known are confidence/],
    ['confidence: sure\n', /:1: confidence: write high, medium, low/],
    ['ignore: clk\n', /:1: ignore: write a list/],
    ['only: [1]\n', /:1: only: write a list/],
    ['- a\n', /:1: write KEY: VALUE lines/],
    ['only: [a\n', /:\d: /],
  ];
  for (const [text, says] of cases) {
    writeFileSync(join(dir, '.checkleak.yaml'), text);
    const { status, out, err } = checkleak([demo], { cwd: dir });
    assert.equal(status, 2, text);
    assert.equal(out, '');
    assert.match(err, says);
    assert.equal(err.trimEnd().split('\n').length, 1);
  }
});

test('quiet prints findings only, verbose what was skipped', () => {
  const series = 'test/report/mails/series.mbox';
  const quiet = checkleak(['-q', series]);
  assert.doesNotMatch(quiet.out, /patches/);
  assert.equal(quiet.err, '');
  assert.match(checkleak(['-v', series]).out, /skipped .*: not a patch to review: cover/);
  assert.match(
    checkleak([series]).out,
    /3 patches, 5 findings \(5 of high confidence\); not reviewed: 1 cover, 1 reply\n$/,
  );
});

const SHELLS: readonly (readonly [shell: string, check: readonly string[]])[] = [
  ['bash', ['-n']],
  ['zsh', ['-n']],
  ['fish', ['-n']],
];

for (const [shell, check] of SHELLS) {
  test(`the completion for ${shell} parses and names every option`, { skip: lacks(shell) }, () => {
    const script = checkleak(['completion', shell]).out;
    const file = join(scratch(), `checkleak.${shell}`);
    writeFileSync(file, script);
    const done = run(shell, [...check, file]);
    assert.equal(done.status, 0, done.err);
    assert.equal(done.err, '');
    for (const name of OPTIONS.flatMap(namesOf)) assert.ok(script.includes(name.replace(/^-+/, '')), name);
  });
}

test('bash completes options, formats and rules', { skip: lacks('bash') }, () => {
  const dir = scratch();
  writeFileSync(
    join(dir, 'checkleak'),
    `#!/bin/sh\nexec '${process.execPath}' '${resolve('bin/checkleak.js')}' "$@"\n`,
    {
      mode: 0o755,
    },
  );
  const complete = (...words: readonly string[]): readonly string[] => {
    const script = `eval "$(checkleak completion bash)"; COMP_WORDS=(checkleak "$@"); COMP_CWORD=$#; _checkleak; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, PATH: `${dir}:${process.env.PATH ?? ''}` };
    return run('bash', ['-c', script, 'bash', ...words], { env })
      .out.trimEnd()
      .split('\n');
  };
  assert.deepEqual(complete('--conf'), ['--confidence', '--config']);
  assert.deepEqual(complete('--format', 's'), ['sarif']);
  assert.ok(complete('--ignore', 'leak-').includes('leak-in-loop'));
  assert.ok(complete('explain', 'cl').includes('clk'));
  assert.deepEqual(complete('hook', ''), ['sendemail-validate']);
});

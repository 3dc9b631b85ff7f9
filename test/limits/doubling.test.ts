import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMail } from '../../dist/mail/parse.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewMail } from '../../dist/run.js';
import { noTree } from '../../dist/tree/tree.js';

/** Sizes in units of the form; the larger is four times the smaller, so time in the square of the size would be sixteen times as much. */
const SMALL = 100;
const LARGE = 4 * SMALL;
/** What four times the size may cost; twice the fourfold, because of collections and of other programs. */
const MOST = 8;
/** Below this (ms) there is nothing to compare. */
const FLOOR = 40;

const HEAD = 'From: a@example.org\nSubject: [PATCH] x\nMessage-ID: <1@example.org>\n';
const patch = (code: readonly string[]): string =>
  `${HEAD}\n---\ndiff --git a/x.c b/x.c\nnew file mode 100644\n--- /dev/null\n+++ b/x.c\n@@ -0,0 +1,${code.length} @@\n${code.map((line) => `+${line}\n`).join('')}`;
const times = (n: number, lines: (i: number) => readonly string[]): readonly string[] =>
  Array.from({ length: n }, (_, i) => lines(i)).flat();
const inFunction = (body: readonly string[]): readonly string[] => [
  'static int f(struct d *d)',
  '{',
  '\tint ret;',
  ...body,
  '\treturn 0;',
  '}',
];

/**
 * What grows, by name; each is a way in which time went or might go with the square of the size. Not here: n resources of one function that are
 * each followed over n exits or labels, which is the square by nature and ends with the sites that are taken (80) and the work that a mail is allowed.
 */
const FORMS: Readonly<Record<string, (n: number) => string>> = {
  functions: (n) =>
    patch(
      times(n, (i) => [
        `static int f${i}(void)`,
        '{',
        '\tvoid *p = kzalloc(1, GFP_KERNEL);',
        '',
        '\tif (!p)',
        '\t\treturn -ENOMEM;',
        '\tkfree(p);',
        '\treturn 0;',
        '}',
        '',
      ]),
    ),
  'branches after an acquire': (n) =>
    patch(
      inFunction([
        '\tvoid *p = kzalloc(1, GFP_KERNEL);',
        ...times(n, (i) => [`\tif (d->a${i})`, `\t\tret = g${i}(d);`]),
        '\tkfree(p);',
      ]),
    ),
  'cases of a switch': (n) =>
    patch(
      inFunction([
        '\tvoid *p = kzalloc(1, GFP_KERNEL);',
        '\tswitch (d->x) {',
        ...times(n, (i) => [`\tcase ${i}:`, `\t\treturn g${i}(p);`]),
        '\t}',
      ]),
    ),
  hunks: (n) =>
    `${HEAD}\n---\ndiff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n${times(n, (i) => [`@@ -${i * 20 + 1},3 +${i * 20 + 1},4 @@ static int f${i}(void)`, ' \tint a;', '+\tp = kzalloc(1, GFP_KERNEL);', ' \tif (!p)', ' \t\treturn 1;']).join('\n')}\n`,
  files: (n) =>
    `${HEAD}\n---\n${times(n, (i) => [`diff --git a/x${i}.c b/x${i}.c`, `--- a/x${i}.c`, `+++ b/x${i}.c`, '@@ -1,2 +1,3 @@ int f(void)', ' \tint a;', '+\tkfree(p);', ' \treturn 0;']).join('\n')}\n`,
  'members of a struct': (n) =>
    patch(['static const struct platform_driver d = {', ...times(n, (i) => [`\t.f${i} = g${i},`]), '};']),
  'lines of text': (n) => `${HEAD}\n${'From: b\nSome text > and more.\n-- \n'.repeat(n)}`,
  'a hunk heading': (n) =>
    `${HEAD}\n---\ndiff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -9,1 +9,2 @@ static int f(${'a(b, '.repeat(n * 94)}\n \tint a;\n+\tp = kzalloc(1, GFP_KERNEL);\n`,
  'hunk headings': (n) =>
    `${HEAD}\n---\ndiff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n${times(n, (i) => [`@@ -${i * 9 + 1},1 +${i * 9 + 1},2 @@ ${'f((('.repeat(99)}`, ' \tint a;', '+\tkfree(p);']).join('\n')}\n`,
  'conditions in the arguments of a call': (n) =>
    patch(
      inFunction([
        '\tvoid *p = kzalloc(1, GFP_KERNEL);',
        `\tret = g(${times(n, (i) => [`d->a${i} && d->b${i}`]).join(', ')});`,
        '\tkfree(p);',
      ]),
    ),
  'what one way knows': (n) =>
    patch(
      inFunction([
        '\tvoid *p = kzalloc(1, GFP_KERNEL);',
        ...times(n, (i) => [`\tint r${i} = g${i}(d);`, `\tif (r${i} < 0)`, '\t\tgoto err;']),
        ...times(n, (i) => [`\tif (r${i} > 1)`, '\t\td->x++;']),
        'err:',
        '\tkfree(p);',
      ]),
    ),
  'declarations without an end': (n) => patch(times(n, (i) => [`int a${i}(b`])),
  'initialisers without a value': (n) => patch(['static struct x y[] = {', ...times(n, () => ['{ .a = ( , .b }'])]),
  'casts of casts': (n) => patch(inFunction([`\tx = ${'(a)(b)*'.repeat(n)}c;`])),
  'text that is no C': (n) => patch(times(n, () => ['0x )( a b= }'])),
  'one long line': (n) => patch([`int a[] = { ${'1, '.repeat(n * 4)}};`]),
  'headers of the mail': (n) => `${'X-Some-Header: some value that is not short\n'.repeat(n)}${HEAD}\nText.\n`,
  recipients: (n) => `To: ${times(n, (i) => [`Some Body <b${i}@example.org>`]).join(',\n ')}\n${HEAD}\nText.\n`,
};

test('time does not grow with the square of the size', async (t) => {
  const catalogue = await loadCatalogue([]);
  const options = {
    tree: noTree,
    catalogue,
    allMails: true,
    confidence: 'low',
    only: [],
    ignore: [],
    ignorePaths: [],
  } as const;
  const time = async (text: string): Promise<number> => {
    const { user, system } = process.cpuUsage();
    await reviewMail(await parseMail(Buffer.from(text), 'x', 0), options);
    const spent = process.cpuUsage({ user, system });
    return (spent.user + spent.system) / 1000;
  };
  /** The first runs are those in which V8 compiles. */
  const least = async (text: string): Promise<number> => {
    const all: number[] = [];
    for (let i = 0; i < 4; i++) all.push(await time(text));
    return Math.min(...all);
  };
  for (const [name, form] of Object.entries(FORMS)) {
    await t.test(name, async () => {
      const small = await least(form(SMALL));
      const large = await least(form(LARGE));
      assert.ok(large < Math.max(FLOOR, MOST * small), `${small.toFixed(1)} ms, then ${large.toFixed(1)} ms`);
    });
  }
});

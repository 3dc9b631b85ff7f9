import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printIr } from '../../dist/c/print.js';
import { lowerText } from '../../dist/c/read.js';

const ir = (body: string): string =>
  printIr(lowerText('x.c', `int f(struct foo *p)\n{\n${body}\n}\n`))
    .split('\n')
    .slice(1)
    .map((line) => line.slice(6).trim())
    .filter((line) => line !== '')
    .join(' | ');

/** Constructs that differ in one detail and must read differently. */
const twins: readonly (readonly [name: string, code: string, wanted: string])[] = [
  ['node iterator', 'for_each_child_of_node(a, b) {\n c(b);\n}', 'each for_each_child_of_node(a, b) | c(b)'],
  [
    'scoped node iterator',
    'for_each_child_of_node_scoped(a, b) {\n c(b);\n}',
    'each for_each_child_of_node_scoped(a, b) | c(b)',
  ],
  ['do closed by a while macro', 'do {\n a();\n} while_each_bar(p);', 'do () p | a()'],
  [
    'block macro followed by a while macro',
    'do_each_bar(p) {\n a();\n} while_each_bar(p);',
    'each do_each_bar(p) | a() | while_each_bar(p)',
  ],
  ['an annotation', 'struct a __iomem *b = c;', 'struct a * b = c'],
  ['a field named like one', 'b = p->__iomem;', 'b = p->__iomem'],
  ['static declaring macro', 'static DEFINE_FOO(a);', 'DEFINE_FOO(a)'],
  ['declaring macro with a value', 'DECLARE_FOO(a, 8) = { 0 };', 'int a = initializer_list[0]'],
  ['a prefix beside a string', 'a(KERN_ERR PFX "b");', 'a("b")'],
  ['a prefix alone', 'a(PFX, "b");', 'a(PFX, "b")'],
  ['a live branch', '#if 1\n a();\n#else\n b();\n#endif', 'either | a() | either'],
  ['an open question', '#if A\n a();\n#else\n b();\n#endif', 'either | a() | either | b()'],
];

for (const [name, code, wanted] of twins)
  test(name, () => {
    assert.equal(ir(code), wanted);
  });

test('no function spoils another, and what was not read is told', () => {
  const file = lowerText('x.c', 'int a(void)\n{\n\tb(;\n\tif ) {\n}\n\nint c(void)\n{\n\treturn d();\n}\n');
  const last = file.functions.find((fn) => fn.name === 'c');
  assert.equal(last?.body[0]?.kind, 'return');
  assert.ok(file.unread.some((one) => one.at < 5));
});

test('a cleanup class is a macro of the file, and its variables carry it; a plain variable does not', () => {
  const code = (free: string): string =>
    `DEFINE_FREE(quux_put, struct quux *, if (_T) quux_put(_T))\n\nstruct quux *f(void)\n{\n\tstruct quux *q${free} = a();\n\n\treturn no_free_ptr(q);\n}\n`;
  const managed = lowerText('x.c', code(' __free(quux_put)'));
  assert.deepEqual(managed.macros[0]?.args.slice(0, 2), ['quux_put', 'struct quux *']);
  const [declared] = managed.functions[0]!.body;
  assert.equal(declared?.kind === 'declare' ? declared.cleanup : 'none', 'quux_put');
  const [plain] = lowerText('x.c', code('')).functions[0]!.body;
  assert.equal(plain?.kind === 'declare' ? plain.cleanup : 'none', undefined);
  assert.match(printIr(managed), /return no_free_ptr\(q\)/);
});

test('a handed out __free variable is a call, a returned one a return', () => {
  assert.equal(ir('struct foo *q __free(kfree) = a();\nreturn_ptr(q);').split(' | ').at(-1), 'return_ptr(q)');
  assert.equal(ir('struct foo *q __free(kfree) = a();\nreturn q;').split(' | ').at(-1), 'return q');
});

test('parameters that are declared behind the head, as in old C, do not hide the body', () => {
  const old = lowerText('x.c', 'static int f(a, b)\n\tint a;\n\tchar *b;\n{\n\treturn a + *b;\n}\n');
  const now = lowerText('x.c', 'static int f(int a, char *b)\n{\n\treturn a + *b;\n}\n');
  const last = (file: typeof old): string | undefined => file.functions[0]?.body.at(-1)?.kind;
  assert.equal(last(old), 'return');
  assert.equal(last(old), last(now));
  assert.equal(now.functions[0]?.params.length, 2);
});

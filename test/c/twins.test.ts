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

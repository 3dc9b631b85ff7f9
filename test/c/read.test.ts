import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printIr } from '../../dist/c/print.js';
import { lowerText, readC } from '../../dist/c/read.js';
import type { SourceFile } from '../../dist/types.js';

const ir = (body: string): string =>
  printIr(lowerText('x.c', `int f(struct foo *p)\n{\n${body}\n}\n`))
    .split('\n')
    .slice(1)
    .map((line) => line.slice(6).trim())
    .filter((line) => line !== '')
    .join(' | ');

const constructs: readonly (readonly [name: string, code: string, wanted: string])[] = [
  ['iteration macro', 'for_each_child_of_node(np, c) {\n a(c);\n}', 'each for_each_child_of_node(np, c) | a(c)'],
  [
    'iteration macro without braces',
    'list_for_each_entry(a, &p->list, node)\n b(a);',
    'each list_for_each_entry(a, &p->list, node) | b(a)',
  ],
  ['a call that looks like one', 'bus_for_each_dev(b, NULL, c, d);', 'bus_for_each_dev(b, NULL, c, d)'],
  ['scoped guard', 'scoped_guard(mutex, &p->lock) {\n a();\n}', 'scoped_guard | a()'],
  ['guard', 'guard(mutex)(&p->lock);', 'guard(mutex, &p->lock)'],
  ['__free', 'struct foo *q __free(kfree) = kzalloc(1, 2);', 'struct foo * q __free(kfree) = kzalloc(1, 2)'],
  ['container_of', 'q = container_of(w, struct foo, work);', 'q = container_of(w, foo, work)'],
  ['#if in a function', '#ifdef A\n a();\n#else\n b();\n#endif\n c();', 'either | a() | either | b() | c()'],
  ['#if around half a statement', '#ifdef A\n if (x)\n#endif\n b();', 'if x | b()'],
  [
    'case ranges',
    'switch (x) {\ncase 1 ... 5:\n a();\n break;\ndefault:\n b();\n}',
    'switch x | case (1 | 5) | a() | break | default | b()',
  ],
  ['statement expression', 'x = ({ a(); b; });', 'x = ({…})'],
  ['label before a declaration', 'out:\n int y = 1;', 'out: | int y = 1'],
  ['macro without semicolon', 'TRACE_ME(x)\n a();', 'TRACE_ME(x) | a()'],
  ['likely is gone', 'if (unlikely(!p))\n return -EINVAL;', 'if !p | return -EINVAL'],
];

for (const [name, code, wanted] of constructs)
  test(name, () => {
    assert.equal(ir(code), wanted);
  });

test('annotations are kept aside, parameters are read', () => {
  const [fn] = lowerText(
    'x.c',
    'static int __init foo(struct bar __iomem *b, int n) __must_hold(x)\n{\n\treturn 0;\n}\n',
  ).functions;
  assert.equal(fn?.name, 'foo');
  assert.deepEqual(fn.annotations.slice(0, 1), ['__init']);
  assert.deepEqual(
    fn.params.map((param) => param.name),
    ['b', 'n'],
  );
  assert.equal(fn.isStatic, true);
});

test('parameters of the old style are read with their types', () => {
  const fn = lowerText('x.c', 'int quux(dev, len, flags)\n\tstruct device *dev;\n\tsize_t len;\n{\n\treturn 0;\n}\n')
    .functions[0]!;
  assert.deepEqual(fn.params, [
    { name: 'dev', type: 'struct device *' },
    { name: 'len', type: 'size_t' },
    { name: 'flags', type: 'int' },
  ]);
});

test('system calls, ops structs and module macros', () => {
  const file = lowerText(
    'x.c',
    'SYSCALL_DEFINE2(quux, int, fd, char __user *, buf)\n{\n\treturn a(fd);\n}\n\nstatic struct platform_driver d = {\n\t.probe = p_probe,\n\t.remove = p_remove,\n};\nmodule_platform_driver(d);\n',
  );
  assert.deepEqual(
    file.functions.map((fn) => fn.name),
    ['quux'],
  );
  assert.deepEqual(
    file.functions[0]?.params.map((param) => param.name),
    ['fd', 'buf'],
  );
  assert.deepEqual(
    file.ops[0]?.fields.map((one) => `${one.field}=${one.value}`),
    ['probe=p_probe', 'remove=p_remove'],
  );
  assert.deepEqual(
    file.macros.map((one) => one.name),
    ['module_platform_driver'],
  );
});

function fragments(...parts: readonly { readonly heading: string; readonly text: string }[]): SourceFile {
  const lines: SourceFile['lines'][number][] = [];
  const list = parts.map(({ heading, text }) => {
    const start = lines.length;
    for (const line of text.split('\n'))
      lines.push({ text: line, kind: 'context', line: lines.length + 1, mailLine: lines.length + 1 });
    return { start, end: lines.length, heading };
  });
  return { path: 'x.c', side: 'after', complete: false, lines, fragments: list };
}

test('a hunk inside a function gets its head, braces and gaps', () => {
  const file = readC(
    fragments({ heading: 'static int foo(struct bar *b)', text: '\t\ta();\n\t\treturn 1;\n\t}\n\n\tc();\n\tif (d) {' }),
  );
  assert.equal(file.functions.length, 1);
  assert.equal(file.functions[0]?.name, 'foo');
  assert.equal(file.functions[0].complete, false);
  assert.equal(
    printIr(file).replace(/\s+/g, ' '),
    'function foo(struct bar * b) -> int (incomplete) lines 0-6 0 gap (hunk) 0 if __gap__ 0 gap (hunk) 1 a() 2 return 1 5 c() 6 if d 0 gap (hunk) 0 gap (hunk) ',
  );
});

test('hunks of one function are joined by a gap, and its end is seen', () => {
  const heading = 'static int foo(struct bar *b)';
  const file = readC(
    fragments(
      { heading, text: '\ta();\n\tb();' },
      { heading, text: '\tc();\n\treturn 0;\nerr:\n\td();\n\treturn -1;\n}' },
    ),
  );
  assert.equal(file.functions.length, 1);
  assert.deepEqual(
    file.functions[0]?.body.map((stmt) => stmt.kind),
    ['gap', 'expr', 'expr', 'gap', 'expr', 'return', 'label', 'expr', 'return'],
  );
});

test('hunks that start or end inside a comment, a call or an initialiser are read', () => {
  const heading = 'static int foo(void)';
  const read = (text: string, head = heading): ReturnType<typeof readC> => readC(fragments({ heading: head, text }));
  assert.match(printIr(read('\t * rest of a comment\n\t */\n\ta();\n\tb();')), /a\(\)[^]*b\(\)/);
  assert.match(
    printIr(read('\t\t\t GFP_KERNEL);\n\tif (!x)\n\t\treturn -ENOMEM;\n\ta(b,')),
    /if !x[^]*return -ENOMEM[^]*a\(b/,
  );
  assert.match(printIr(read('\t    x->y) {\n\t\ta();\n\t}\n\tb();')), /a\(\)[^]*b\(\)/);
  assert.match(
    printIr(read('\tcase 1:\n\t\ta();\n\t\tbreak;\n\tcase 2:\n\t\tb();')),
    /switch __gap__[^]*case 1[^]*a\(\)[^]*case 2/,
  );
  assert.deepEqual(
    read('\t.name = "x",\n\t.remove = foo_remove,\n};', 'static struct platform_driver foo = {').ops[0]?.fields.map(
      (one) => one.field,
    ),
    ['remove'],
  );
  for (const file of [
    read('} else {\n'),
    read('"'),
    read('/*'),
    read('#else'),
    read('\\'),
    read(')))))'),
    read('{{{{{'),
  ])
    assert.ok(file.functions.length <= 1);
});

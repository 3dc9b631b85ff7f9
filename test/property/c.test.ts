import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rewriteDialect } from '../../dist/c/dialect/rewrite.js';
import { lowerText } from '../../dist/c/read.js';
import { loadCatalogue } from '../../dist/rules/load.js';
import { reviewText } from '../../dist/run.js';

const token = fc.constantFrom(
  ...'( ) { } [ ] ; , * & = == ! < ? : -> . " \' /* */ // \\ # \n \t if else for while do switch case default goto return break int struct static const void'.split(
    ' ',
  ),
  '\n#ifdef A\n',
  '\n#else\n',
  '\n#endif\n',
  '\n#define X(a) \\\n',
  '__init',
  '__free(kfree)',
  'guard(mutex)(&l)',
  'scoped_guard(mutex, &l)',
  'for_each_child_of_node(np, c)',
  'kzalloc(1, 2)',
  'kfree(p)',
  'IS_ERR(p)',
  'p',
  'err',
  'ret',
  '__proto__',
  'constructor',
  '0',
  '"s"',
  'module_init(f)',
  'static int f(void) {',
  '.probe = f,',
);
const soup = fc.array(token, { maxLength: 120 }).map((tokens) => tokens.join(' '));

test('the dialect pass moves no character', () => {
  fc.assert(
    fc.property(soup, (text) => {
      assert.equal(rewriteDialect(text).text.length, text.length);
    }),
  );
});

test('any text is lowered, to lines that it has', () => {
  fc.assert(
    fc.property(soup, (text) => {
      const lines = text.split('\n').length;
      for (const fn of lowerText('x.c', text).functions) assert.ok(fn.at >= -1 && fn.at < lines && fn.end < lines);
    }),
  );
});

const statement = fc.letrec<{ one: string; body: string }>((tie) => ({
  one: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'p = kzalloc(1, 2);',
        'kfree(p);',
        'if (!p) return -ENOMEM;',
        'ret = g(p);',
        'if (ret) goto err;',
        'return ret;',
        'd->p = p;',
        'err:',
        'break;',
        'q = p;',
        'p = NULL;',
      ),
    },
    { weight: 1, arbitrary: tie('body').map((body) => `if (x) { ${body} } else { ${body} }`) },
    { weight: 1, arbitrary: tie('body').map((body) => `while (g(x)) { ${body} }`) },
    { weight: 1, arbitrary: tie('body').map((body) => `switch (x) { case 1: ${body} default: ${body} }`) },
  ),
  body: fc.array(tie('one'), { maxLength: 6 }).map((list) => list.join('\n')),
}));

test('any function is followed to its ends, and what is found stands on a line of it', async () => {
  const catalogue = await loadCatalogue([]);
  await fc.assert(
    fc.asyncProperty(statement.body, async (body) => {
      const code = `static int f(struct d *d)\n{\nint ret;\nvoid *p;\n${body}\nreturn 0;\n}\n`;
      const lines = code.split('\n');
      for (const finding of await reviewText('x.c', code, { catalogue, confidence: 'low' })) {
        assert.equal(lines[finding.line - 1]?.trim(), finding.text.trim());
        assert.equal(finding.function, 'f');
      }
      assert.equal(({} as Record<string, unknown>).f, undefined);
    }),
    { numRuns: 150 },
  );
});

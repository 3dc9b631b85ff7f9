import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyHunks } from '../../dist/patch/apply.js';
import { parsePatch } from '../../dist/patch/parse.js';
import { treePath, unquote } from '../../dist/patch/path.js';
import { HEADERS, mailOf } from '../helpers/mail.js';

const code = fc.constantFrom(
  '',
  '{',
  '}',
  '\tint a;',
  '\treturn 0;',
  '-- ',
  '++ b/x',
  '@@ -1 +1 @@',
  'diff --git a/x b/x',
  '\tkfree(p);',
  'From x',
);
type Edit = readonly [kind: ' ' | '+' | '-', text: string];
const edits = fc.array(fc.tuple(fc.constantFrom(' ' as const, '+' as const, '-' as const), code), {
  minLength: 1,
  maxLength: 30,
});

/** One hunk that makes the edits at the start of a file. */
function diffOf(list: readonly Edit[]): string {
  const count = (other: string): number => list.filter(([kind]) => kind !== other).length;
  const [old, fresh] = [count('+'), count('-')];
  const range = (n: number): string => `${n === 0 ? 0 : 1},${n}`;
  const lines = list.map(([kind, text]) => `${kind}${text}\n`).join('');
  return `---\ndiff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -${range(old)} +${range(fresh)} @@\n${lines}`;
}

test('a diff is read as it was written, each line at its place in the mail', async () => {
  await fc.assert(
    fc.asyncProperty(edits, async (list) => {
      const mail = await mailOf(`${HEADERS}\n${diffOf(list)}`);
      const patch = parsePatch(mail);
      const lines = patch.files[0]?.hunks.flatMap((hunk) => hunk.lines) ?? [];
      const marker = { context: ' ', added: '+', removed: '-' } as const;
      assert.deepEqual(
        lines.map((line) => [marker[line.kind], line.text]),
        list,
      );
      const body = mail.body.split('\n');
      for (const line of lines) assert.equal(body[line.mailLine - 1], `${marker[line.kind]}${line.text}`);
      assert.deepEqual(patch.skipped, []);
    }),
  );
});

test('hunks applied to the text before give the text after', async () => {
  await fc.assert(
    fc.asyncProperty(edits, fc.array(code, { maxLength: 5 }), async (list, rest) => {
      const side = (other: string): readonly string[] => [
        ...list.filter(([kind]) => kind !== other).map(([, text]) => text),
        ...rest,
      ];
      const old = side('+');
      fc.pre(old.length > 0 && list.some(([kind]) => kind !== '+'));
      const hunks = parsePatch(await mailOf(`${HEADERS}\n${diffOf(list)}`)).files[0]?.hunks ?? [];
      const applied = applyHunks(`${old.join('\n')}\n`, hunks);
      assert.ok(!('failed' in applied));
      assert.deepEqual(
        applied.before.map((line) => line.text),
        old,
      );
      assert.deepEqual(
        applied.after.map((line) => line.text),
        side('-'),
      );
    }),
  );
});

test('no path of a diff leaves the tree', () => {
  const part = fc.constantFrom('..', '.', '', 'a', '.git', '\\', '\0', 'C:', '~', 'x.c', '...', '.GIT');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.boolean(), (parts, isQuoted) => {
      const written = parts.join('/');
      const { path } = treePath(isQuoted ? unquote(`"${written}"`) : written);
      if (path === undefined) return;
      assert.doesNotMatch(path, /^\/|\\|\0|^[A-Za-z]:/);
      assert.ok(path.split('/').every((one) => one !== '..' && one.toLowerCase() !== '.git'));
    }),
  );
});

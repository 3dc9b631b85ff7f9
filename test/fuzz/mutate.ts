import type { Random } from './random.js';

/** Lines that mean something to one stage or another. */
const LINES: readonly string[] = [
  'diff --git a/x.c b/x.c',
  'diff --git a/../../etc/passwd b/../../etc/passwd',
  'diff --cc x.c',
  'Index: x.c',
  '===================================================================',
  '--- a/x.c',
  '+++ b/x.c',
  '--- /dev/null',
  '+++ /dev/null',
  '+++ b//etc/shadow.c',
  '+++ "b/\\303\\244\\000.c"',
  'new file mode 120000',
  'deleted file mode 100644',
  'rename from a.c',
  'rename to __proto__',
  'index 1111111..2222222 100644',
  '@@ -1,3 +1,4 @@ static int probe(struct device *dev)',
  '@@ -0,0 +1,999999999 @@',
  '@@ -999999999,999999999 +999999999,0 @@',
  '@@ -1 +1 @@ __proto__',
  'GIT binary patch',
  'Binary files a/x and b/x differ',
  'base-commit: 0123456789abcdef0123456789abcdef01234567',
  '-- ',
  '---',
  '-- >8 --',
  'From 0123456789abcdef Mon Sep 17 00:00:00 2001',
  '>From the start',
  'From: a@example.org',
  'Subject: [PATCH v2 03/7] x',
  'Subject: =?utf-8?B?W1BBVENIXQ0KQmNjOiBldmlsQGV4YW1wbGUub3Jn?=',
  'Message-ID: <a@b>\r\nBcc: evil@example.org',
  'In-Reply-To: <a@b> <c@d>',
  'To: "a\\r\\nBcc: x" <a@example.org>, undisclosed:;, <@>',
  'Content-Type: multipart/mixed; boundary="b"',
  'Content-Type: text/plain; charset=x-nonsense',
  'Content-Type: text/plain; charset=utf-16; format=flowed; delsp=yes',
  'Content-Type: message/rfc822',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Disposition: attachment; filename="../../x.patch"',
  '--b',
  '--b--',
  '',
  '\u001b]0;title\u0007\u001b[2J',
  '+\u001b[31m\tkfree(p);',
  '+#if X',
  '+#else',
  '+#endif',
  '+{',
  '+}',
  '+\tif (!p)',
  '+\t\tgoto err;',
  '+err:',
  '+\treturn ret;',
  '+\tp = kzalloc(sizeof(*p), GFP_KERNEL);',
  '+\tkfree(p);',
  '+\tfor_each_child_of_node(np, child) {',
  '+\tscoped_guard(mutex, &p->lock)',
  '+\tstruct foo *q __free(kfree) = kmalloc(1, GFP_KERNEL);',
  '+static int __init constructor(void)',
  '+module_init(toString);',
  '+\t.probe = hasOwnProperty,',
  '+\tx = __proto__(constructor, valueOf);',
  '+static const struct platform_driver __proto__ = { .probe = constructor, .remove = toString };',
  '+"unfinished',
  '+/* unfinished',
  "+'",
  '+\\',
  '+#define X(a) \\',
];

const BITS: readonly string[] = [
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  ';',
  ',',
  '"',
  "'",
  '\\',
  '->',
  '/*',
  '*/',
  '#',
  '=',
  '?:',
  '\0',
  '\r',
  '\r\n',
  '\u00a0',
  '\u202e',
  '\ufeff',
  '\u2028',
  '=\n',
  '=3D',
  '\ud800',
  '__proto__',
  'constructor',
  '\u001b[',
];

/** One change to the lines of a mail. `other` is a second mail to take lines from. */
type Mutation = (lines: string[], random: Random, other: readonly string[]) => void;

const MUTATIONS: readonly Mutation[] = [
  (lines, random) => lines.splice(random.below(lines.length + 1), 0, random.pick(LINES)),
  (lines, random) => lines.splice(random.below(lines.length), 1 + random.below(8)),
  (lines, random) => {
    const at = random.below(lines.length);
    lines.splice(at, 0, ...lines.slice(at, at + 1 + random.below(20)));
  },
  (lines, random) => {
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  },
  (lines, random, other) => {
    const at = random.below(other.length);
    lines.splice(random.below(lines.length + 1), random.below(10), ...other.slice(at, at + random.below(40)));
  },
  (lines, random) => lines.splice(random.below(lines.length)),
  (lines, random) => {
    const at = random.below(lines.length);
    const text = lines[at] ?? '';
    const cut = random.below(text.length + 1);
    lines[at] = text.slice(0, cut) + random.pick(BITS) + text.slice(cut + random.below(3));
  },
  (lines, random) => {
    const at = random.below(lines.length);
    lines[at] = (lines[at] ?? '').replace(/\d+/, () => String(random.pick([0, 1, 7, 100_000, 999_999_999])));
  },
  (lines, random) => {
    const at = random.below(lines.length);
    lines.splice(at, 1, ...Array<string>(1 + random.below(random.pick([10, 100, 1500]))).fill(lines[at] ?? ''));
  },
  (lines, random) => {
    const at = random.below(lines.length);
    const bit = random.pick(BITS);
    lines[at] = `${lines[at] ?? ''}${bit.repeat(1 + random.below(random.pick([5, 500, 20_000])))}`;
  },
  (lines, random) => {
    const depth = 1 + random.below(random.pick([10, 300, 3000]));
    const [open, close] = random.pick([
      ['+if (x) {', '+}'],
      ['+switch (x) {', '+}'],
      ['+#ifdef A', '+#endif'],
      ['+do {', '+} while (0);'],
    ] as const);
    lines.splice(
      random.below(lines.length + 1),
      0,
      ...Array<string>(depth).fill(open),
      ...Array<string>(random.below(2) * depth).fill(close),
    );
  },
  (lines, random) => {
    const at = random.below(lines.length);
    for (let i = at; i < Math.min(lines.length, at + random.below(60)); i++)
      lines[i] = `${random.pick(['>', '+', '-', ' ', '+\t'])}${lines[i] ?? ''}`;
  },
];

/** A mail like the first one, changed in one to a dozen places; line ends may become CRLF, single bytes anything. */
export function mutate(mail: Buffer, other: Buffer, random: Random): Buffer {
  const lines = mail.toString('latin1').split('\n');
  const others = other.toString('latin1').split('\n');
  for (let i = 1 + random.below(random.pick([2, 4, 12])); i > 0 && lines.length > 0; i--)
    random.pick(MUTATIONS)(lines, random, others);
  const bytes = Buffer.from(lines.join(random.below(12) === 0 ? '\r\n' : '\n'), 'latin1').subarray(0, 400_000);
  for (let i = random.below(6) === 0 ? random.below(20) : 0; i > 0 && bytes.length > 0; i--)
    bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

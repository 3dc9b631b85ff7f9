/** The diff that adds a whole file, line by line. */
export function additionOf(path: string, text: string): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return [
    '---',
    `diff --git a/${path} b/${path}`,
    'new file mode 100644',
    '--- /dev/null',
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ];
}

/**
 * Blanks lines of a piece that are no code of it: the rest of a comment or of a macro that began above, a comment that does not end.
 * As many lines come back as went in.
 */
export function cleanPiece(lines: readonly string[]): readonly string[] {
  const out = [...lines];
  blankLeadingComment(out);
  blankLeadingMacro(out);
  blankTrailingComment(out);
  return out;
}

function blankLeadingComment(lines: string[]): void {
  const text = lines.join('\n');
  const close = text.indexOf('*/');
  const open = text.indexOf('/*');
  if (close >= 0 && (open < 0 || close < open)) {
    const line = text.slice(0, close).split('\n').length - 1;
    for (let i = 0; i < line; i++) lines[i] = '';
    const rest = lines[line]!;
    const column = rest.indexOf('*/') + 2;
    lines[line] = ' '.repeat(column) + rest.slice(column);
    return;
  }
  for (let i = 0; i < lines.length; i++) {
    if (lines[i]!.trim() === '') continue;
    if (!/^\s+\*(\s|$)/.test(lines[i]!)) return;
    lines[i] = '';
  }
}

function blankLeadingMacro(lines: string[]): void {
  let i = 0;
  while (i < lines.length && lines[i]!.trimEnd().endsWith('\\') && !lines[i]!.startsWith('#')) lines[i++] = '';
  if (i > 0 && i < lines.length) lines[i] = '';
}

function blankTrailingComment(lines: string[]): void {
  const text = lines.join('\n');
  const open = lastOpenComment(text);
  if (open < 0) return;
  const before = text.slice(0, open).split('\n');
  const line = before.length - 1;
  lines[line] = before[line]!;
  for (let i = line + 1; i < lines.length; i++) lines[i] = '';
}

/** Offset of a comment that the text opens and does not close, -1 without one. */
function lastOpenComment(text: string): number {
  const open = text.lastIndexOf('/*');
  if (open < 0 || text.includes('*/', open + 2)) return -1;
  return open;
}

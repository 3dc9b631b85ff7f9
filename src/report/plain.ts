/** Controls other than tabs, marks that turn the direction of text, invisible characters, line and paragraph separators. */
const HARMFUL = /(?!\t)[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

/** Makes text of a mail harmless for a terminal and a line: what could move the cursor or deceive the eye becomes `?`. */
export function plain(text: string): string {
  return text.replace(HARMFUL, '?');
}

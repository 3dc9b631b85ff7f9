import type { LifecycleSteps } from '../../types.js';
import { escape } from './escape.js';

/** Sizes in SVG units (pixels at full size); a character of the 13 px monospace font is about 7.9 wide. */
const CHAR = 7.9;
const PAD = 14;
const ROW = 46;
const BOX = 32;
const TOP = 34;
const BETWEEN = 90;

/** The lifecycle as a picture: the steps of init on the left from top to bottom, what undoes each on the right, the missing one marked. */
export function lifecyclePicture({ init, teardown, steps }: LifecycleSteps): string {
  const left = steps.map((step) => step.acquire);
  const right = steps.map((step) => (step.isMissing ? `missing: ${step.release}` : step.release));
  const wide = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length)) * CHAR + 2 * PAD;
  const widthLeft = wide([...left, `${init}()`]);
  const widthRight = wide([...right, `${teardown}()`]);
  const x = widthLeft + BETWEEN;
  const width = Math.ceil(x + widthRight + 2);
  const height = TOP + steps.length * ROW;
  const rows = steps.map((step, i) => {
    const y = TOP + i * ROW;
    const middle = y + BOX / 2;
    const arrow = `<path d="M${widthLeft + 6} ${middle}H${x - 8}m-7 -5l7 5l-7 5"/>`;
    return [
      `<g${step.isMissing ? ' class="gone"' : ''}>${arrow}${box(x, y, widthRight, right[i]!)}</g>`,
      box(1, y, widthLeft, left[i]!),
    ].join('');
  });
  const missing = steps.filter((step) => step.isMissing).map((step) => step.release);
  const told = `${init}() takes ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} that ${teardown}() has to undo; ${missing.join(', ')} is missing there.`;
  return [
    '<figure>',
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(told)}">`,
    `<text class="cap" x="1" y="18">${escape(init)}()</text><text class="cap" x="${x}" y="18">${escape(teardown)}()</text>`,
    ...rows,
    '</svg>',
    `<figcaption>${escape(told)}</figcaption>`,
    '</figure>',
  ].join('\n');
}

function box(x: number, y: number, width: number, text: string): string {
  return `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="${BOX}" rx="5"/><text x="${x + PAD}" y="${y + 21}">${escape(text)}</text>`;
}

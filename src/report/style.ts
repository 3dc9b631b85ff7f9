import { createColors } from 'picocolors';

/** How text looks on a stream. */
export interface Style {
  readonly colors: ReturnType<typeof createColors>;
  /** Columns; lines are cut there. */
  readonly width: number;
}

/** Colour only on a terminal and never with NO_COLOR (https://no-color.org). */
export function styleFor(
  stream: { readonly isTTY: boolean; readonly columns: number },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const colour = stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  return { colors: createColors(colour), width: stream.isTTY ? Math.max(40, stream.columns || 80) : 200 };
}

import { createColors } from 'picocolors';

/** How text looks on a stream. */
export interface Style {
  readonly colors: ReturnType<typeof createColors>;
  /** Columns: prose is wrapped and code is cut there. */
  readonly width: number;
}

/** Columns where the stream is no terminal: wide enough for code, narrow enough to read. */
const NO_TERMINAL = 100;
/** A terminal narrower than this is written to as if it were this wide. */
const NARROWEST = 40;

/** Colour only on a terminal and never with NO_COLOR (https://no-color.org). */
export function styleFor(
  stream: { readonly isTTY: boolean; readonly columns: number },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const isTerminal = stream.isTTY;
  const colour = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  return {
    colors: createColors(colour),
    width: isTerminal ? Math.max(NARROWEST, stream.columns || 80) : NO_TERMINAL,
  };
}

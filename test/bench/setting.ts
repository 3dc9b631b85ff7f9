import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What every part of the benchmark works on. */
export interface Setting {
  /** A kernel tree: its checkpatch, its Coccinelle scripts, its sources. */
  readonly kernel: string;
  /** An mbox of patches, and its mails in order. */
  readonly mbox: string;
  readonly mails: readonly Buffer[];
  readonly dir: string;
}

/** One line of the result. */
export interface Row {
  readonly what: string;
  readonly value: string;
  /** What it must reach, and whether it does; undefined for what is only told. */
  readonly target?: string;
  readonly ok?: boolean;
}

export const BIN = 'bin/checkleak.js';

export function scratchDir(): string {
  return mkdtempSync(join(tmpdir(), 'checkleak-bench-'));
}

export function ratioRow(what: string, value: number, most: number): Row {
  return { what, value: `${value.toFixed(2)} x`, target: `<= ${most} x`, ok: value <= most };
}

export function told(what: string, value: string): Row {
  return { what, value };
}

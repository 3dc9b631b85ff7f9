import type { Exit } from '../flow/way/exit.js';
import { NEGATIVE, POSITIVE, ZERO } from '../flow/way/mask.js';

/** Whether an exit is one of failure, by what it returns. */
export function fails(exit: Exit, returns: string): boolean {
  if (exit.kind === 'lost' || exit.kind === 'unseen') return true;
  if (exit.kind === 'end') return false;
  if (exit.tailCall !== undefined) return true;
  if (returns.includes('*')) return (exit.value & POSITIVE) === 0;
  if (/\bbool\s*$/.test(returns)) return exit.value === ZERO;
  if (/\bvoid\s*$/.test(returns)) return false;
  return (exit.value & ZERO) === 0 && (exit.value & NEGATIVE) !== 0;
}

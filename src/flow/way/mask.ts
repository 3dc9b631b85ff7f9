import type { Failure } from '../../types.js';

/**
 * What is known of a value, as a set of classes. Integers: negative, zero, positive. Pointers: error pointer, NULL, valid; an ERR_PTR is
 * a negative number, so the classes agree.
 */
export type Mask = number;

export const NEGATIVE = 1;
export const ZERO = 2;
export const POSITIVE = 4;
export const ANY: Mask = 7;

/** Values of an acquire call that mean failure, by its convention. */
export function failureMask(failure: Failure): Mask {
  switch (failure) {
    case 'null':
    case 'zero':
    case 'false':
      return ZERO;
    case 'err-ptr':
    case 'negative':
      return NEGATIVE;
    case 'err-ptr-or-null':
      return NEGATIVE | ZERO;
    case 'nonzero':
      return NEGATIVE | POSITIVE;
    case 'mapping-error':
    case 'never':
      return 0;
  }
}

/** Values of an acquire call that mean success. */
export function successMask(failure: Failure): Mask {
  switch (failure) {
    case 'null':
    case 'err-ptr':
    case 'err-ptr-or-null':
      return POSITIVE;
    case 'zero':
    case 'false':
      return NEGATIVE | POSITIVE;
    case 'negative':
      return ZERO | POSITIVE;
    case 'nonzero':
      return ZERO;
    case 'mapping-error':
    case 'never':
      return ANY;
  }
}

const RELATIONS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '==': (x, y) => x === y,
  '!=': (x, y) => x !== y,
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
};

/** The classes of the left side for which `left op value` can hold; undefined if `op` compares nothing. */
export function compareMask(op: string, value: number): Mask | undefined {
  const relation = RELATIONS[op];
  if (!relation) return undefined;
  let mask = 0;
  for (const x of [value - 1, value, value + 1, -4096, -1, 0, 1, 4096]) if (relation(x, value)) mask |= maskOf(x);
  return mask;
}

/** The class of a constant. */
export function maskOf(value: number): Mask {
  return value < 0 ? NEGATIVE : value > 0 ? POSITIVE : ZERO;
}

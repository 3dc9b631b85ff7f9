/** Words that are never a call or a macro. */
export const KEYWORDS = new Set(
  `if while for switch return sizeof do else case goto typeof __typeof__ __typeof asm __asm__ defined offsetof struct
   union enum __attribute__ __auto_type alignof _Static_assert`.split(/\s+/),
);
/** Their parentheses hold no arguments. */
export const CONTROL = new Set('if while for switch return sizeof asm __asm__ case else'.split(' '));
/** Anything else that begins with a digit is part of a name: `400G`, `16BYTE`. */
export const C_NUMBER = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+(?:\.\d*)?(?:[eE]\d*)?)(?:[uUlLfF]|ll|LL)*$/;
/** The grammar knows these with types only, not with what the kernel gives them. */
export const OPERATOR_CALLS = new Set(['offsetof', 'alignof', '__alignof__', '__alignof', '_Alignof']);
export const TYPEOF = new Set(['typeof', '__typeof__', '__typeof']);

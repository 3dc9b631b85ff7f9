/** Every shape that crosses a folder. Plain readonly data; unions are discriminated by `kind`. */
export type * from './types/mail.js';
export type * from './types/patch.js';
export type * from './types/ir.js';
export type * from './types/confidence.js';
export type * from './types/catalogue.js';
export type * from './types/finding.js';

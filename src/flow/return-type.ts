/** Whether a return type, such as `int` or `struct foo *`, is that of a function without a result. */
export function isVoid(returns: string): boolean {
  return /\bvoid\s*$/.test(returns);
}

/** Whether a return type says yes or no. */
export function isBool(returns: string): boolean {
  return /\bbool\s*$/.test(returns);
}

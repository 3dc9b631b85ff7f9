/** Whether a return type, such as `int` or `struct foo *`, is that of a function without a result. */
export function isVoid(returns: string): boolean {
  return /\bvoid\s*$/.test(returns);
}

/** Whether a return type says yes or no. */
export function isBool(returns: string): boolean {
  return /\bbool\s*$/.test(returns);
}

/** Whether a return type is that of an address as a number, which is 0 where there is none. */
export function isAddress(returns: string): boolean {
  return /\b(phys_addr_t|dma_addr_t|resource_size_t|unsigned long|uintptr_t|u64)\s*$/.test(returns);
}

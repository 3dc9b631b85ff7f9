/** Exit codes: the interface of the tool. */
export const EXIT = { clean: 0, findings: 1, failure: 2, nothing: 3 } as const;

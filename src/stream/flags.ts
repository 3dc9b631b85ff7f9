/**
 * How V8 runs a worker (MB). Without a bound on its young generation, which is all garbage between two mails, it keeps 50 MB more; the old one holds
 * three times what a mail of 190,000 lines of C takes. Part of the name under which compiled code is kept, so the build knows them.
 */
export const WORKER_FLAGS: readonly string[] = ['--max-semi-space-size=4', '--max-old-space-size=512'];

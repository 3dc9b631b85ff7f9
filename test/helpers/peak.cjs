// Loaded into a process that is tested: tells its peak memory (kB) as the last line of stderr.
process.on('exit', () => process.stderr.write(`\npeak ${process.resourceUsage().maxRSS}\n`));

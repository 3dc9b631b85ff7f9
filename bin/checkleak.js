#!/usr/bin/env node
const { loadBundle } = require('../dist/start/load.cjs');

const { bundle, keep, isCold } = loadBundle();
bundle.main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
    if (isCold) keep();
  },
  (error) => {
    process.stderr.write(`checkleak: internal error: ${error?.stack ?? error}\n`);
    process.exitCode = 2;
  },
);

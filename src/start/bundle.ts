import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asset } from '../asset.js';
import { WORKER_FLAGS } from '../stream/flags.js';

const run = promisify(execFile);

/** Packages that stay outside: native ones, and those that only some formats and commands need. */
const OUTSIDE = ['tree-sitter', 'tree-sitter-c', 'node-gyp-build', 'nodemailer', 'yaml', 'zod'];

/** Build step: the built modules and the small packages they use → `dist/checkleak.cjs`, and what V8 makes of it in a first run. */
async function bundle(): Promise<void> {
  const dist = fileURLToPath(asset('.'));
  for (const name of readdirSync(dist)) if (name.startsWith('checkleak.cjs')) rmSync(`${dist}/${name}`);
  await build({
    entryPoints: [fileURLToPath(asset('start/entry.js'))],
    outfile: `${dist}/checkleak.cjs`,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: OUTSIDE.flatMap((name) => [name, `${name}/*`]),
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    // A script that is compiled by hand cannot import(); the packages outside can all be required.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  await warmUp();
}

/** One review for each set of flags that V8 is run with. */
async function warmUp(): Promise<void> {
  const program = fileURLToPath(asset('start/warm.cjs'));
  await Promise.all([[], WORKER_FLAGS].map((flags) => run(process.execPath, [...flags, program])));
}

await bundle();

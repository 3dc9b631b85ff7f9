import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { asset } from '../asset.js';

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

/** Reviews patches of our own, so that the functions a review needs are compiled when the code is kept. */
async function warmUp(): Promise<void> {
  const { loadBundle } = createRequire(import.meta.url)('./load.cjs') as typeof import('./load.cjs');
  const { bundle, keep } = loadBundle();
  const patches = fileURLToPath(asset('../test-patches'));
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  try {
    for (const family of ['demo', 'lifecycle', 'memory'])
      await bundle.main([`${patches}/${family}`, '--format', 'text', '--verbose']);
  } finally {
    process.stdout.write = write;
  }
  keep();
}

await bundle();

import fs = require('node:fs');
import path = require('node:path');
import modules = require('node:module');
import v8 = require('node:v8');
import vm = require('node:vm');

type Bundle = typeof import('./entry.js', { with: { 'resolution-mode': 'import' } });

interface Loaded {
  readonly bundle: Bundle;
  /** Keeps what V8 has compiled by now for the next start; a folder that cannot be written is left alone. */
  readonly keep: () => void;
  /** No kept code fitted this version of V8. */
  readonly isCold: boolean;
}

/**
 * How much bytecode (bytes) a function runs before V8 considers to optimise it, ten times its default: a run lasts a second or two, in which the
 * optimising compiler took half of all time for code that was as fast without it soon after. Measured on 500 mails: 3.2 s with the default, 1.6 s
 * with this; a second pass over the same mails took 1.6 s and 1.4 s.
 */
const OPTIMISE_AFTER = 1_500_000;

/**
 * Loads the bundle with the code that V8 compiled in an earlier run: reading 100 modules and compiling their functions would take longer
 * than reviewing a patch does. Node 20 has no `module.enableCompileCache()`, so this is done by hand.
 */
export function loadBundle(): Loaded {
  // The V8 of Node 20 has this flag; later ones complain of it on stderr.
  if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString(`--interrupt-budget=${OPTIMISE_AFTER}`);
  const file = path.join(__dirname, '..', 'checkleak.cjs');
  // esbuild writes ASCII.
  const source = fs.readFileSync(file, 'latin1');
  const cacheFile = `${file}.${v8.cachedDataVersionTag()}.${source.length}.cache`;
  const cachedData = readIfThere(cacheFile);
  const script = new vm.Script(modules.wrap(source), { filename: file, ...(cachedData ? { cachedData } : {}) });
  const own = { exports: {} as Bundle };
  type Wrapper = (exports: unknown, require: NodeJS.Require, module: unknown, file: string, dir: string) => void;
  const run = script.runInThisContext() as Wrapper;
  run(own.exports, modules.createRequire(file), own, file, path.dirname(file));
  return {
    bundle: own.exports,
    isCold: cachedData === undefined || script.cachedDataRejected === true,
    keep: () => {
      keep(cacheFile, script.createCachedData());
    },
  };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

function keep(file: string, data: Buffer): void {
  const own = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(own, data);
    fs.renameSync(own, file);
  } catch {
    fs.rmSync(own, { force: true });
  }
}

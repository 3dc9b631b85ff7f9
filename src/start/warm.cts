import path = require('node:path');
import load = require('./load.cjs');

/** Reviews patches of our own, so that the functions a review needs are compiled when the code is kept. Run by the build, once for each set of V8's flags. */
async function warmUp(): Promise<void> {
  const { bundle, keep } = load.loadBundle();
  const patches = path.join(__dirname, '../../test-patches');
  for (const family of ['demo', 'lifecycle', 'memory'])
    await bundle.main([path.join(patches, family), '--format', 'text', '--verbose']);
  keep();
}

void warmUp();

/**
 * Collects garbage now: V8 does not see the size of what native code and buffers hold, and lets it pile up. What is `young` takes a millisecond,
 * for most of it is dead; `all` also finds what lived through some collections before it died.
 */
export async function collect(what: 'young' | 'all'): Promise<void> {
  gc ??= await collector();
  if (what === 'young') gc({ type: 'minor' });
  else gc();
}

type Collector = (options?: { readonly type: 'minor' }) => void;

let gc: Collector | undefined;

async function collector(): Promise<Collector> {
  const [v8, vm] = await Promise.all([import('node:v8'), import('node:vm')]);
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc') as Collector;
}

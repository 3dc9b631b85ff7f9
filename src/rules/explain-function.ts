import type { AcquireApi, Catalogue, Failure, Handle, Release } from '../types.js';

const FAILURES: Readonly<Record<Failure, string>> = {
  null: 'returns NULL',
  'err-ptr': 'returns an error pointer',
  'err-ptr-or-null': 'returns an error pointer or NULL',
  negative: 'returns a negative error code',
  nonzero: 'returns anything but 0',
  zero: 'returns 0',
  false: 'returns false',
  'mapping-error': 'dma_mapping_error() tells',
  never: 'never',
};

/** The text of `checkleak explain NAME` for a function of the catalogue, undefined where no rule names it. */
export function explainFunction(catalogue: Catalogue, name: string): string | undefined {
  const lines: string[] = [];
  const api = catalogue.acquires.get(name);
  if (api) lines.push(...acquireLines(api, catalogue));
  const acquires = catalogue.releases.get(name);
  if (acquires) lines.push(...releaseLines(name, acquires, catalogue));
  for (const transfer of catalogue.transfers.get(name) ?? [])
    lines.push(`takes over argument ${transfer.arg}${transfer.when === 'success' ? ' when it succeeds' : ''}`);
  const loop = catalogue.loops.get(name);
  if (loop)
    lines.push(
      `argument ${loop.cursor} holds a reference inside the loop; an early exit wants ${names(loop.releases)}`,
    );
  if (catalogue.harmless.has(name)) lines.push('acquires nothing and takes nothing over');
  if (catalogue.reads.has(name)) lines.push('reads what it is given, and keeps nothing of it');
  return lines.length === 0 ? undefined : `${name}:\n\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

function acquireLines(api: AcquireApi, catalogue: Catalogue): readonly string[] {
  const row = (what: string, text: string): string => `${what.padEnd(14)}${text}`;
  return [
    row('rule', `${api.rule}; checkleak explain ${api.rule} says why`),
    row('acquires', `${place(api.handle)}${api.counted ? ', a count' : ''}`),
    row('fails', `${FAILURES[api.failure]}${api.keptOnFailure ? ', and keeps the reference all the same' : ''}`),
    row('released by', names(api.releases)),
    ...(api.onFailure === undefined ? [] : [row('when it fails', `${api.onFailure} is still needed`)]),
    ...(api.drops === undefined ? [] : [row('drops', `the reference of argument ${api.drops}`)]),
    ...(api.managed.length === 0 ? [] : [row('managed', api.managed.join(', '))]),
    ...(api.scope === 'teardown' ? [row('judged', 'at teardown alone')] : []),
    row('confidence', `${api.confidence} at most`),
    row('goto safe', safety(api.releases[0]!, catalogue)),
  ];
}

function safety(release: Release, catalogue: Catalogue): string {
  if (catalogue.errSafe.has(release.name)) return `${release.name} takes NULL and error pointers`;
  if (catalogue.nullSafe.has(release.name)) return `${release.name} takes NULL`;
  return `${release.name} is not known to take NULL`;
}

function releaseLines(name: string, acquires: readonly AcquireApi[], catalogue: Catalogue): readonly string[] {
  const some = acquires.slice(0, 12).map((api) => api.name);
  const more = acquires.length > some.length ? ` and ${acquires.length - some.length} more` : '';
  const safe = catalogue.errSafe.has(name)
    ? '; takes NULL and error pointers'
    : catalogue.nullSafe.has(name)
      ? '; takes NULL'
      : '';
  return [`releases what is acquired by ${some.join(', ')}${more}${safe}`];
}

function place(handle: Handle): string {
  switch (handle.kind) {
    case 'return':
      return 'what it returns';
    case 'arg':
      return `what argument ${handle.index} names`;
    case 'out':
      return `what it stores through argument ${handle.index}`;
  }
}

function names(releases: readonly Release[]): string {
  return releases
    .map((one) => (one.arg === undefined ? `${one.name} (by name, id or owner)` : `${one.name} (argument ${one.arg})`))
    .join(', ');
}

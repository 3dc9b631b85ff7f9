import type { AcquireApi, Failure, Handle, Lifecycle, LoopApi, Release, TransferApi } from '../types.js';

/** An entry that cannot be read: what is wrong and what to write instead. */
export interface BadEntry {
  readonly error: string;
}

const FAILURES: readonly Failure[] = [
  'null',
  'err-ptr',
  'err-ptr-or-null',
  'negative',
  'nonzero',
  'zero',
  'false',
  'mapping-error',
  'never',
];

/** Reads `NAME(ret|argN|*argN|*argN.FIELD) option, option … -> RELEASE(N|key), …`. */
export function readAcquire(line: string, rule: string): AcquireApi | BadEntry {
  const match = /^(\w+)\((ret|arg\d|\*arg\d(?:\.\w+)?)\)\s+(.*?)\s*->\s*(.+)$/.exec(line);
  if (!match)
    return {
      error: 'write NAME(ret | argN | *argN) fails KIND -> RELEASE(N | key): quux_get(ret) fails null -> quux_put(0)',
    };
  const releases: Release[] = [];
  for (const one of match[4]!.split(/\s*,\s*/)) {
    const release = /^(\w+)\((\d|key)\)$/.exec(one);
    if (!release) return { error: `"${one}" is no release: write NAME(N) with the argument's number, or NAME(key)` };
    releases.push({ name: release[1]!, arg: release[2] === 'key' ? undefined : Number(release[2]) });
  }
  const api = {
    name: match[1]!,
    rule,
    handle: handleOf(match[2]!),
    failure: undefined as Failure | undefined,
    releases,
    managed: [] as string[],
    counted: false,
    keptOnFailure: false,
    onFailure: undefined as string | undefined,
    managedAfter: undefined as string | undefined,
    drops: undefined as number | undefined,
    where: undefined as string | undefined,
    lowest: undefined as number | undefined,
    above: undefined as number | undefined,
    runs: undefined as number | undefined,
    effect: 'leak' as AcquireApi['effect'],
    confidence: 'high' as AcquireApi['confidence'],
    scope: 'function' as AcquireApi['scope'],
    startedBy: [] as string[],
  };
  for (const option of match[3]!.split(/\s*,\s*/)) {
    const [word, value = ''] = option.split(/\s+/);
    const failure = FAILURES.find((one) => one === value);
    if (word === 'fails' && failure) api.failure = failure;
    else if (word === 'counted') api.counted = true;
    else if (word === 'keeps-on-failure') api.keptOnFailure = true;
    else if (word === 'on-failure' && value) api.onFailure = value;
    else if ((word === 'drops' || word === 'lowest' || word === 'above' || word === 'runs') && /^\d$/.test(value))
      api[word] = Number(value);
    else if (word === 'use-after-free') api.effect = 'use-after-free';
    else if (word === 'teardown-only') api.scope = 'teardown';
    else if (word === 'managed-after' && value) api.managedAfter = value;
    else if (word === 'where' && value) api.where = value;
    else if (word === 'started-by' && value) api.startedBy.push(value);
    else if (word === 'managed' && value) api.managed.push(value);
    else if (word === 'confidence' && (value === 'low' || value === 'medium' || value === 'high'))
      api.confidence = value;
    else if (word === 'fails') return { error: `"${option}" is no failure kind: write fails ${FAILURES.join(' | ')}` };
    else return { error: `unknown option "${option}": see rules/README.md for the options` };
  }
  if (!api.failure) return { error: `no failure kind: write fails ${FAILURES.join(' | ')}` };
  if (releases.some((one) => one.name === api.name)) return { error: `${api.name} cannot release what it acquires` };
  return { ...api, failure: api.failure };
}

function handleOf(text: string): Handle {
  if (text === 'ret') return { kind: 'return' };
  const [, through, index, field] = /^(\*?)arg(\d)(?:\.(\w+))?$/.exec(text)!;
  if (!through) return { kind: 'arg', index: Number(index) };
  return { kind: 'out', index: Number(index), ...(field === undefined ? {} : { field }) };
}

/** Reads `MACRO cursor RELEASE`. */
export function readLoop(line: string, rule: string): LoopApi | BadEntry {
  const match = /^(\w+) (\d) (\w+)$/.exec(line);
  if (!match) return { error: 'write MACRO CURSOR RELEASE: for_each_child_of_node 1 of_node_put' };
  return { name: match[1]!, rule, cursor: Number(match[2]), releases: [{ name: match[3]!, arg: 0 }] };
}

/** Reads `CLASS RELEASE`. */
export function readCleanup(line: string): readonly [string, string] | BadEntry {
  const match = /^(\w+) (\w+)$/.exec(line);
  return match ? [match[1]!, match[2]!] : { error: 'write CLASS RELEASE: device_node of_node_put' };
}

/** Reads `NAME(N) always|success`. */
export function readTransfer(line: string): TransferApi | BadEntry {
  const match = /^(\w+)\((\d)\) (always|success)$/.exec(line);
  if (!match) return { error: 'write NAME(N) always | success: devm_add_action_or_reset(2) always' };
  return { name: match[1]!, arg: Number(match[2]), when: match[3] as 'always' | 'success', failure: 'negative' };
}

/** Reads `TYPE INIT TEARDOWN|TEARDOWN ROLE [after-failed-init]`, or `INIT TEARDOWN|…` for macros and names. */
export function readLifecycle(line: string, kind: Lifecycle['kind']): Lifecycle | BadEntry {
  const words = line.split(/\s+/);
  if (kind === 'ops') {
    const [type, init, teardowns, role, flag] = words;
    if (!type || !init || !teardowns || !role || (flag !== undefined && flag !== 'after-failed-init')) {
      return { error: 'write TYPE INIT TEARDOWN|… ROLE [after-failed-init]' };
    }
    return { kind, type, init, teardowns: teardowns.split('|'), role, teardownAfterFailedInit: flag !== undefined };
  }
  const [init, teardowns] = words;
  if (!init || !teardowns || words.length !== 2) return { error: 'write INIT TEARDOWN|…' };
  return { kind, type: '', init, teardowns: teardowns.split('|'), role: kind, teardownAfterFailedInit: false };
}

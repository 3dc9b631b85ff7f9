import { nextOf, type Cfg, type CfgNode } from './cfg.js';

/** What a node says of the ways that come to it: `there`: they have arrived; `lost`: they never will; `yes`: only that arm of the branch counts. */
export type Says = 'there' | 'lost' | 'yes' | undefined;

/**
 * The nodes at which every way from some nodes on arrives, first ones only; undefined where one way is lost before, ends, or goes into code that
 * nobody saw. Each node is asked once, nearest first.
 */
export function allWaysTo(
  { nodes }: Cfg,
  from: readonly number[],
  ask: (node: CfgNode) => Says,
): readonly CfgNode[] | undefined {
  const arrived: CfgNode[] = [];
  const visited = new Set(from.filter((one) => one >= 0));
  for (const index of visited) {
    const node = nodes[index]!;
    const says = ask(node);
    if (says === 'there') {
      arrived.push(node);
      continue;
    }
    if (says === 'lost' || isEnd(node)) return undefined;
    const next = says === 'yes' && node.kind === 'branch' ? [node.yes] : nextOf(node);
    for (const one of next) if (one >= 0) visited.add(one);
  }
  return arrived.length > 0 ? arrived : undefined;
}

function isEnd({ kind }: CfgNode): boolean {
  return kind === 'return' || kind === 'end' || kind === 'lost' || kind === 'gap';
}

import { nextOf, type Cfg, type CfgNode } from './cfg.js';

/** What a node says of the ways that come to it: `there`: they have arrived; `lost`: they never will; `yes`: only that arm of the branch counts. */
export type Says = 'there' | 'lost' | 'yes' | undefined;

/** Ways that go on for longer than this many nodes count as lost: what is far behind is a matter of more than order. */
const MOST_NODES = 400;

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
    if (says === 'lost' || isEnd(node) || visited.size > MOST_NODES) return undefined;
    const next = says === 'yes' && node.kind === 'branch' ? [node.yes] : nextOf(node);
    for (const one of next) if (one >= 0) visited.add(one);
  }
  return arrived.length > 0 ? arrived : undefined;
}

/** Nothing that is known comes behind the node. */
export function isEnd(node: CfgNode | undefined): boolean {
  const kind = node?.kind;
  return kind === undefined || kind === 'return' || kind === 'end' || kind === 'lost' || kind === 'gap';
}

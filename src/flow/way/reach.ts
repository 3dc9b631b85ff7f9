import type { Call, Loop } from '../../types.js';
import { exprOf, nextOf, type Cfg } from '../cfg.js';
import { visitExpr } from '../expr.js';
import type { Site } from '../site.js';
import { once } from '../../once.js';

/** A graph read against its edges. */
interface Backwards {
  readonly before: readonly (readonly number[])[];
  /** The nodes that a call, or a loop of an iteration macro, stands in. */
  readonly holders: ReadonlyMap<Call | Loop, readonly number[]>;
}

/** Tells the nodes from which a way can still come to where the site acquires: 1 for these. */
export function leadingTo(cfg: Cfg, site: Site): Uint8Array {
  const { before } = backwards(cfg);
  const leads = new Uint8Array(cfg.nodes.length);
  const open = [...nodesOf(cfg, site)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (leads[node]) continue;
    leads[node] = 1;
    for (const one of before[node]!) if (!leads[one]) open.push(one);
  }
  return leads;
}

/** The nodes at which the site acquires. */
export function nodesOf(cfg: Cfg, site: Site): readonly number[] {
  return backwards(cfg).holders.get((site.call ?? site.loop)!) ?? [];
}

const backwards = once(turn);

function turn(cfg: Cfg): Backwards {
  const before: number[][] = cfg.nodes.map(() => []);
  const holders = new Map<Call | Loop, number[]>();
  const note = (what: Call | Loop, node: number): void => {
    const list = holders.get(what);
    if (list) list.push(node);
    else holders.set(what, [node]);
  };
  cfg.nodes.forEach((node, i) => {
    for (const next of nextOf(node)) before[next]?.push(i);
    if (node.kind === 'loop') note(node.loop, i);
    const expr = exprOf(node);
    if (expr)
      visitExpr(expr, (one) => {
        if (one.kind === 'call') note(one, i);
      });
  });
  return { before, holders };
}

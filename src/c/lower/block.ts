import type { Stmt } from '../../types.js';
import type { Region } from '../dialect/conditionals.js';
import type { Node } from '../node.js';
import type { Context } from './context.js';
import { lowerStmt } from './statement.js';

/** Lowers the children of a block, grouping those that stand in the branches of a conditional group. */
export function lowerBlock(node: Node, context: Context): readonly Stmt[] {
  return grouped(node.children, context, node.start, node.end);
}

function grouped(children: readonly Node[], context: Context, from: number, to: number): readonly Stmt[] {
  const out: Stmt[] = [];
  let i = 0;
  while (i < children.length) {
    const child = children[i]!;
    const region = context.regions.length > 0 ? regionAt(context.regions, child, from, to) : undefined;
    if (!region) {
      for (const stmt of lowerStmt(child, context)) out.push(stmt);
      i++;
      continue;
    }
    const last = region.branches.at(-1)![1];
    let count = 0;
    while (i + count < children.length && children[i + count]!.start < last) count++;
    const inside = children.slice(i, i + count);
    const branches = region.branches.map(([start, end]) =>
      grouped(
        inside.filter((one) => one.start >= start && one.start < end),
        context,
        start,
        end,
      ),
    );
    if (branches.length === 1) branches.push([]);
    if (branches.some((branch) => branch.some((stmt) => stmt.kind === 'case'))) out.push(...branches.flat());
    else out.push({ kind: 'either', option: region.option, branches, at: context.at(child.start) });
    i += count;
  }
  return out;
}

/** The outermost region inside `from…to` that holds the node. */
function regionAt(regions: readonly Region[], node: Node, from: number, to: number): Region | undefined {
  for (const region of regions) {
    const start = region.branches[0]![0];
    if (start > node.start) return undefined;
    const end = region.branches.at(-1)![1];
    if (start > from && end < to && node.end <= end) return region;
  }
  return undefined;
}

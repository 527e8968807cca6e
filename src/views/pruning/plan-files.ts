/** What a plan is taken home as: texts for the command line and for tools that prune. */
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import { PLAN_VERSION } from '../../core/pruning/plan-json.ts';
import type { KeepLists, Plan } from '../../core/pruning/plan.ts';

/** As `cli plan --plan` reads it. */
export function planFile(plan: Plan): string {
  return `${JSON.stringify({ version: PLAN_VERSION, ...plan }, null, 1)}\n`;
}

/** Experts that stay, of every layer that has any, whether it loses some or not; by the checkpoint's own numbers. */
export function keepListsFile({ input, grid, experts }: PlanBasis, keepLists: KeepLists): string {
  const layers = grid.layers.map((layer, row) => {
    const all = Array.from({ length: experts[row]! }, (_, expert) => expert);
    const kept = keepLists.get(layer) ?? all;
    return { layer, experts: all.length, kept, removed: all.filter((expert) => !kept.includes(expert)) };
  });
  return `${JSON.stringify({ version: 1, checkpoint: input.catalogue.name, layers })}\n`;
}

/**
 * MegaBlocks: the rows of all experts one below the other in each of two or three [experts · ffn, hidden], the last
 * transposed. `v1` is there only with a gate, which then is `w1`. (databricks/megablocks, layers/mlp.py and glu.py)
 */
import { defineLayout } from '../layout.ts';

export const megablocksRows = defineLayout('megablocks-rows', [
  { role: 'router', name: '{ffn|mlp}.router.layer', axes: ['expert', 'in'] },
  ...(['ffn', 'mlp'] as const).map((block) => ({
    role: 'expert' as const,
    name: `${block}.experts.mlp.{proj}`,
    projections: { w1: 'gate', v1: 'up', w2: 'down' } as const,
    axes: ['expert-rows', 'in'] as const,
    gateBeside: `${block}.experts.mlp.v1`,
  })),
]);

/**
 * Any block made a mixture by DeepSpeed: the experts keep the block's own names. Wherever else in a layer it is, the general
 * pattern finds it. (microsoft/DeepSpeed, deepspeed/moe/experts.py)
 */
import { defineFamily } from './family.ts';
import { defineLayout, type TensorRule } from './layout.ts';
import { gatedNames, megatronNames, numberedNames, ungatedNames } from './layouts/projection-names.ts';

/** What users call the module that holds the mixture. */
const blocks = ['', 'mlp.', 'moe.', 'ffn.'] as const;

const layout = defineLayout('deepspeed-moe', [
  ...blocks.flatMap((block): TensorRule[] => [
    { role: 'router', name: `${block}deepspeed_moe.gate.wg`, axes: ['expert', 'in'] },
    {
      role: 'expert',
      name: `${block}deepspeed_moe.experts.deepspeed_experts.{expert}.{proj}`,
      projections: {
        ...megatronNames,
        ...gatedNames,
        ...numberedNames,
        ...ungatedNames,
        wi: 'up',
        wo: 'down',
      },
      gateBeside: `${block}deepspeed_moe.experts.deepspeed_experts.#.w3`,
    },
  ]),
]);

export const deepspeedMoe = defineFamily({
  id: 'deepspeed_moe',
  name: 'DeepSpeed-MoE',
  modelTypes: [],
  architectures: [],
  layouts: [layout],
});

/**
 * The router also chooses among experts that have no weights and hand the token on as it is: it has more rows than there
 * are experts to draw. Each layer has two dense blocks besides. (transformers, models/longcat_flash)
 */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { gatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('longcat-flash', [
  { role: 'router', name: 'mlp.router.classifier', axes: ['expert', 'in'] },
  { role: 'other', name: 'mlps.{n}.{proj}', projections: gatedNames },
]);

export const longcatFlash = defineFamily({
  id: 'longcat_flash',
  name: 'LongCat-Flash',
  modelTypes: ['longcat_flash', 'longcat_flash_ngram'],
  architectures: ['LongcatFlashForCausalLM'],
  layouts: [layout, perExpertMlp],
  hasWeightlessExperts: true,
  has: ['mlp.router.classifier', 'mlps.#.gate_proj'],
});

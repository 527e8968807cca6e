/** A safetensors file of BOOL, one tensor a layer with an element for each expert: true for those that stay. */
import { encodeSafetensors } from '../checkpoints/safetensors-writer.ts';
import type { KeepListForm } from './keep-list.ts';

export const masks: KeepListForm = {
  id: 'masks',
  name: 'Masks (safetensors)',
  explanation:
    'To be loaded as tensors: “layers.3.experts” has an element for each expert of layer 3, true for those that stay.',
  fileName: 'keep-masks.safetensors',
  misfit: () => null,
  encode: ({ model, fingerprint, layers }) =>
    encodeSafetensors(
      layers.map(({ label, experts, kept }) => {
        const bytes = new Uint8Array(experts);
        for (const expert of kept) bytes[expert] = 1;
        return { name: `layers.${label}.experts`, dtype: 'BOOL' as const, shape: [experts], bytes };
      }),
      { model, fingerprint },
    ),
};

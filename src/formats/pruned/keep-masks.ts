/** A keep-list as tensors: a safetensors file of BOOL with one a layer, which has an element for each expert. */
import type { KeepList } from '../../core/pruning/keep-lists/keep-list.ts';
import { encodeSafetensors } from '../checkpoints/safetensors-writer.ts';

export const KEEP_MASKS_FILE = 'keep-masks.safetensors';

/** `layers.3.experts` is true where an expert of layer 3 stays. */
export function encodeKeepMasks({ model, fingerprint, layers }: KeepList): Uint8Array<ArrayBuffer> {
  const tensors = layers.map(({ label, experts, kept }) => {
    const bytes = new Uint8Array(experts);
    for (const expert of kept) bytes[expert] = 1;
    return { name: `layers.${label}.experts`, dtype: 'BOOL' as const, shape: [experts], bytes };
  });
  return encodeSafetensors(tensors, { model, fingerprint });
}

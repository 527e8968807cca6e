/** Which layers of a specimen have experts. */

export interface Plan {
  readonly layers: number;
  readonly moeLayers: readonly number[];
  /** Settings that say so. */
  readonly settings: Readonly<Record<string, number>>;
}

const firstDenseKeys = ['first_k_dense_replace', 'num_dense_layers'];
const everyOtherKeys = [
  'expert_layer_period',
  'encoder_sparse_step',
  'moe_layer_interval',
  'moe_layer_frequency',
];

/** All but the first, every other one, or all: by the keys that the reference list names for it. */
export function planLayers(config: Readonly<Record<string, unknown>>): Plan {
  const rule = JSON.stringify(config.moeLayers ?? '');
  const firstDense = firstDenseKeys.find((key) => rule.includes(key));
  if (firstDense !== undefined) return { layers: 3, moeLayers: [1, 2], settings: { [firstDense]: 1 } };
  const everyOther = everyOtherKeys.find((key) => rule.includes(key));
  if (everyOther !== undefined) return { layers: 4, moeLayers: [1, 3], settings: { [everyOther]: 2 } };
  return { layers: 2, moeLayers: [0, 1], settings: {} };
}

/** That weights were quantised, which changes what their curve and their zeros mean. */
import { dtypeAt, type Catalogue } from './catalogue.ts';
import { blockElements, dtypes, type Dtype } from './dtype.ts';
import { notice, type Notice } from './fault.ts';
import type { TensorEntry } from './tensor.ts';

/** Decoded from codes and scales: the numbers are those of a grid, and not what was trained. */
export function isQuantised({ dtype, scaling }: Pick<TensorEntry, 'dtype' | 'scaling'>): boolean {
  return scaling !== undefined || blockElements(dtype) > 1;
}

/** True where some of the parts are stored in few bits: what they decode to lies on a grid, whose zeros are its own. */
export function isOnGrid({ tensors, parts }: Catalogue, some: Uint32Array): boolean {
  return some.some((part) => {
    const dtype = dtypeAt(tensors, parts.tensor[part]!);
    return dtypes[dtype].kind === 'integer' || dtypes[dtype].bits <= 8 || blockElements(dtype) > 1;
  });
}

/** One notice for all that is quantised; none for a checkpoint that is not. */
export function noticesOfQuantised(tensors: readonly TensorEntry[]): Notice[] {
  const quantised = tensors.filter((tensor) => isQuantised(tensor) && tensor.undrawn === undefined);
  if (quantised.length === 0) return [];
  const counts = new Map<Dtype, number>();
  for (const { dtype } of quantised) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  const dtypes = [...counts].sort(([, a], [, b]) => b - a).map(([dtype]) => dtype);
  return [notice('quantised-weights', { dtypes, tensors: quantised.length })];
}

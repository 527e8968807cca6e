/** The mean of the same tensor of several experts, from their files to a sink; aligned, member by member in the dominant one's order. */
import { permuteColumns, permuteRows } from '../../core/pruning/matrix/align.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import type { ByteSink } from './byte-sink.ts';
import { canMean } from './float-bytes.ts';
import { writeArranged, writeMean } from './mean-bytes.ts';
import type { TensorMean } from './pruned-tensors.ts';
import type { UnitOrders } from './unit-orders.ts';

export interface CopyMergedOptions extends ReadOptions {
  readonly sourceOfFile: (file: number) => ByteSource;
  readonly tensors: readonly TensorEntry[];
  /** Null where no layer is aligned. */
  readonly orders: UnitOrders | null;
  readonly sink: ByteSink;
  readonly report?: ((bytes: number) => void) | undefined;
}

/** Throws the faults of sources and sink; AbortError when aborted. */
export async function copyMerged(mean: TensorMean, options: CopyMergedOptions): Promise<void> {
  const { sourceOfFile, tensors, orders, sink, signal, report } = options;
  const { layer, group, sources } = mean;
  const members = sources.map((source) => tensors[source]!);
  const { dtype, byteLength, shape } = members[0]!;
  if (!canMean(dtype)) throw new RangeError(`no mean of ${dtype}`);
  const places = members.map(({ file, startByte }) => ({ source: sourceOfFile(file), startByte }));
  const whole = { dtype, weights: group.weights, sink, signal, report };
  const axis = orders?.axisOf(sources[0]!) ?? null;
  if (orders === null || axis === null) {
    await writeMean(places, byteLength, whole);
    return;
  }
  const own = await orders.of(layer, group, { signal });
  const [rows = 1, columns = 1] = shape;
  await writeArranged(places, byteLength, {
    ...whole,
    arrange: (values, member) => {
      const order = own[member] ?? null;
      if (order === null) return values;
      const permuted = (axis === 0 ? permuteRows : permuteColumns)({ rows, columns, values }, order);
      return Float64Array.from(permuted.values);
    },
  });
}

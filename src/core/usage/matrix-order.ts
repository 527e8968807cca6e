/** Layers × experts with the experts of every layer in an order of its own. */
import { topIndices } from '../routing/ranking.ts';
import type { StatisticTable } from './expert-statistics.ts';

export interface OrderedTable {
  readonly layers: readonly number[];
  readonly columns: number;
  /** Row by row. */
  readonly values: Float64Array;
  /** The expert of each cell. */
  readonly experts: Int32Array;
}

/** By number; or by falling value, what has none last. */
export function orderedTable({ layers, experts, values }: StatisticTable, isSorted: boolean): OrderedTable {
  const ids = new Int32Array(values.length);
  const ordered = new Float64Array(values.length);
  layers.forEach((_, row) => {
    const numbers = values.subarray(row * experts, (row + 1) * experts);
    const order = isSorted ? sortedIds(numbers) : numbers.keys();
    let cell = row * experts;
    for (const expert of order) {
      ids[cell] = expert;
      ordered[cell] = numbers[expert]!;
      cell++;
    }
  });
  return { layers, columns: experts, values: ordered, experts: ids };
}

function sortedIds(values: Float64Array): number[] {
  const ranked = topIndices(values);
  const rest = Array.from(values.keys()).filter((expert) => !(values[expert]! > -Infinity));
  return [...ranked, ...rest];
}

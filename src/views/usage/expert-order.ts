/** Experts from left to right. */
import { orderedTable } from '../../core/usage/matrix-order.ts';
import type { View } from '../../state/view.ts';

/** By number, or the largest value first; what has no value comes last. */
export function expertOrder(values: Float64Array, order: View['usageOrder']): readonly number[] {
  const table = { layers: [0], experts: values.length, values };
  return Array.from(orderedTable(table, order === 'load').experts);
}

/** Numbers of experts out of a trace: how criteria ask for what producers count or write. */
import { isForeign, type AlignedTrace } from '../aligned-trace.ts';
import type { Lack, Scores } from '../criterion.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { LayerReading } from '../../trace/reading.ts';

/** `find` answers with [L, C] values by the basis's grid, or null where the trace does not tell. */
export function scoresOfTrace(
  basis: PlanBasis,
  { what, find }: { readonly what: string; readonly find: (trace: AlignedTrace) => Float64Array | null },
): Scores | Lack {
  const { trace } = basis;
  if (trace === null) return { lack: 'No trace is open.' };
  if (isForeign(trace)) return { lack: `The trace is of another model. ${trace.foreign}` };
  const values = find(trace);
  if (values?.some((value) => !Number.isNaN(value)) !== true)
    return { lack: `${trace.name} does not tell ${what}.` };
  return { values };
}

/** [L, C] of what layers tell, each [E] or null; experts beyond those that a layer shows have `absent`. */
export function layerValues(
  { layers }: AlignedTrace,
  { grid }: Pick<PlanBasis, 'grid'>,
  { of, absent = 0 }: { readonly of: (layer: LayerReading) => Float64Array | null; readonly absent?: number },
): Float64Array {
  const width = grid.columns.length;
  const values = new Float64Array(layers.length * width).fill(NaN);
  layers.forEach((layer, row) => {
    const own = layer === null ? null : of(layer);
    if (own === null) return;
    values.fill(absent, row * width, (row + 1) * width);
    values.set(own.subarray(0, width), row * width);
  });
  return values;
}

/** Choices of each expert; NaN in layers where nothing was counted. */
export function countsOf(trace: AlignedTrace, basis: Pick<PlanBasis, 'grid'>): Float64Array {
  return layerValues(trace, basis, {
    of: ({ counts }) => (counts.choices.some((count) => count > 0) ? counts.choices : null),
  });
}

/** Each layer's values over their sum, so that layers of which more tokens were counted compare. */
export function sharesByLayer(values: Float64Array, width: number): Float64Array {
  const shares = values.slice();
  for (let from = 0; from < shares.length; from += width) {
    const layer = shares.subarray(from, from + width);
    const total = layer.reduce((sum, value) => sum + (value > 0 ? value : 0), 0);
    layer.forEach((value, i) => (layer[i] = value / total));
  }
  return shares;
}

/**
 * Sums over an expert's tokens, or means of them: what the producer wrote, or the other one with the counts. The mean of an
 * expert that no token chose is 0, as REAP has it.
 */
export function sumsOrMeans(
  trace: AlignedTrace,
  basis: Pick<PlanBasis, 'grid'>,
  { wanted, sum, mean }: { readonly wanted: 'sum' | 'mean'; readonly sum: string; readonly mean: string },
): Float64Array | null {
  const own = trace.table(wanted === 'sum' ? sum : mean);
  const other = trace.table(wanted === 'sum' ? mean : sum);
  if (own === null && other === null) return null;
  const counts = countsOf(trace, basis);
  if (own !== null) return own.map((value, i) => (counts[i] === 0 ? 0 : value));
  return other!.map((value, i) => {
    if (counts[i] === 0) return 0;
    return wanted === 'sum' ? value * counts[i]! : value / counts[i]!;
  });
}

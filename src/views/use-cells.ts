/** Values of the matrix: a measure of every cell, or what the cut leaves of it. */
import { queryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import { cellCount, cellParts, type Grid } from '../core/grid.ts';
import { sketchAt } from '../core/sketch/columns.ts';
import { magnitudeAt, populationOf } from '../core/sketch/curve.ts';
import { keptCounts } from '../core/sketch/kept.ts';
import type { Measure } from '../core/sketch/measure-list.ts';
import { PASS_VERSION } from '../core/summary.ts';
import { measureCells, type PartLookup } from '../state/cells.ts';
import type { ShownPicture } from '../state/scans.ts';
import { measureTensors } from '../state/tensor-rows.ts';
import { useView, type View } from '../state/view.ts';
import type { Analysis } from './use-analyses.ts';
import type { DrawnCurve } from './use-drawn-curves.ts';

/** Which look at all cells a picture deserves: ten thousand of them take a while, so ever fewer pictures get a new one. */
function lookNumber({ number }: ShownPicture): number {
  return Math.round(Math.log2(number));
}

export function cellsQuery(
  analysis: Analysis | undefined,
  grid: Grid | null,
  measure: Measure,
  { population, quantity, projection }: Pick<View, 'population' | 'quantity' | 'projection'>,
) {
  const known = analysis === undefined ? null : lookupOf(analysis);
  const fingerprint = analysis?.source.catalogue.fingerprint;
  return queryOptions({
    queryKey: [
      'cells',
      fingerprint,
      known?.version,
      measure.id,
      population,
      quantity,
      projection,
      PASS_VERSION,
    ],
    queryFn: ({ signal }) =>
      measureCells(grid!, {
        lookup: known!.lookup,
        measure: (curve) => measure.compute(curve, { population, quantity }),
        signal,
      }),
    enabled: known !== null && grid !== null,
    // pictures of a scan pass; only looks at a finished summary are worth keeping
    gcTime: known?.isFinal === true ? Infinity : 0,
  });
}

export function tensorsQuery(analysis: Analysis | undefined) {
  const known = analysis === undefined ? null : lookupOf(analysis);
  const catalogue = analysis?.source.catalogue;
  return queryOptions({
    queryKey: ['tensors', catalogue?.fingerprint, known?.version, PASS_VERSION],
    queryFn: ({ signal }) => measureTensors(catalogue!, { lookup: known!.lookup, signal }),
    enabled: known !== null,
    gcTime: known?.isFinal === true ? Infinity : 0,
  });
}

function lookupOf({
  summary,
  shown,
}: Analysis): { lookup: PartLookup; version: string; isFinal: boolean } | null {
  if (summary !== null)
    return { lookup: (part) => sketchAt(summary.parts, part), version: summary.kind, isFinal: true };
  if (shown === null) return null;
  const { picture } = shown;
  return {
    lookup: (part) => picture.partSketch(part),
    version: `picture ${lookNumber(shown)}`,
    isFinal: false,
  };
}

/** Share of each cell's weights at or above the threshold of the active curve's cut; null while it is not known. */
export function useCutCells(
  analysis: Analysis | undefined,
  grid: Grid | null,
  read: DrawnCurve | null,
): Float64Array | null {
  const cut = useView((view) => view.cut);
  const population = useView((view) => view.population);
  const summary = analysis?.summary ?? null;
  const curve = read?.curve ?? null;
  const threshold =
    curve === null || cut === null ? null : magnitudeAt(curve, cut * populationOf(curve, population));
  return useMemo(() => {
    if (summary === null || grid === null || threshold === null) return null;
    const kept = threshold > 0 ? keptCounts(summary.parts, threshold) : summary.parts.totals.count;
    const all = summary.parts.totals.count;
    return Float64Array.from({ length: cellCount(grid) }, (_, cell) => {
      const parts = cellParts(grid, cell);
      const total = parts.reduce((sum, part) => sum + all[part]!, 0);
      return total > 0 ? parts.reduce((sum, part) => sum + kept[part]!, 0) / total : NaN;
    });
  }, [summary, grid, threshold]);
}

/** Smallest and largest value there are; null-safe, and never empty. */
export function valueRange(values: Float64Array | null): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values ?? []) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** What a token meets of a model, before and after. */
import { approximatedBasis } from './approximation/approximated-basis.ts';
import { isForeign } from './aligned-trace.ts';
import { countsOf } from './criteria/trace-scores.ts';
import { changeTo, exactly, supposedly } from './figure.ts';
import { cellsLeft, placesLeft } from './places.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { SizeCosts } from './plan-costs.ts';
import { addSizes, newSizes, type Sizes } from './size-basis.ts';
import type { Taken } from './taken.ts';

/**
 * What a token meets: everything but experts, and k experts of each layer, of the mean size of those that are there. How often
 * it meets a mean output instead is taken from the trace, or else supposed to be as often as any other.
 */
export function activeCosts(
  basis: PlanBasis,
  taken: Taken,
): Pick<SizeCosts, 'activeParameters' | 'flopsPerToken'> {
  const { topK, grid } = basis;
  if (topK === null && grid.kind === 'experts') return { activeParameters: null, flopsPerToken: null };
  const before = activeSizes(basis, null);
  const stored = approximatedBasis(basis, taken.approximations);
  const after = activeSizes(stored, taken);
  const isSupposed = !stored.size.areExpertsAlike || taken.novices.includes(1) || taken.merged.size > 0;
  const figure = isSupposed ? supposedly : exactly;
  return {
    activeParameters: changeTo(before.parameters, figure(after.parameters)),
    flopsPerToken: changeTo(2 * before.multiplied, supposedly(2 * after.multiplied)),
  };
}

function activeSizes(basis: PlanBasis, taken: Taken | null): Sizes {
  const { grid, size, experts, topK } = basis;
  const active = newSizes(size.dtypes.length);
  addSizes(active, size.total, 1);
  if (grid.kind !== 'experts') return active;
  grid.layers.forEach((_, row) => {
    addSizes(active, size.layers[row]!, -1);
    const chosen = Math.min((taken === null ? topK : taken.topK) ?? 0, experts[row]!);
    if (taken === null) addSizes(active, size.layers[row]!, chosen / experts[row]!);
    else addActive(active, basis, { taken, row, chosen });
  });
  return active;
}

function addActive(
  active: Sizes,
  basis: PlanBasis,
  { taken, row, chosen }: { readonly taken: Taken; readonly row: number; readonly chosen: number },
): void {
  const { size, experts } = basis;
  const places = placesLeft(basis, taken, row);
  const whole = cellsLeft(basis, taken, row);
  addSizes(active, size.routerShares[row]!, places.length - experts[row]!);
  // choices of merged experts may meet in one, and all of them do where there are no more
  const bearers = new Set(places.map((cell) => taken.dominant[cell]!)).size;
  const k = Math.min(chosen, bearers);
  const ofMeans = novicesShare(basis, taken, row);
  for (const cell of whole) addSizes(active, size.experts[cell]!, (k * (1 - ofMeans)) / whole.length);
  addSizes(active, size.meanOutputs[row]!, k * ofMeans);
}

/** Share of the choices of a layer that fall on experts which became their mean output. */
function novicesShare(basis: PlanBasis, taken: Taken, row: number): number {
  const places = placesLeft(basis, taken, row);
  const novices = places.filter((cell) => taken.novices[cell] === 1);
  if (novices.length === 0) return 0;
  const traffic = layerChoices(basis, row);
  const sumOf = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + (traffic?.[cell] ?? 1), 0);
  const all = sumOf(places);
  return all > 0 ? sumOf(novices) / all : novices.length / places.length;
}

/** [L, C] choices of the trace, in layers that it tells of. */
function layerChoices(basis: PlanBasis, row: number): Float64Array | null {
  const { trace, grid } = basis;
  if (trace === null || isForeign(trace)) return null;
  const counts = countsOf(trace, basis);
  return Number.isNaN(counts[row * grid.columns.length]) ? null : counts;
}

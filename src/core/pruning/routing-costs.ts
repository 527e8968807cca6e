/**
 * What a plan does to the traffic, by a trace of the whole model. Choices of experts that are gone are supposed to go to the
 * rest of their layer in proportion to what these have already, and those of merged experts add up; what a router really does
 * instead takes a run to tell. With one expert a token, the first choices are what is left, where the trace tells them.
 */
import { isForeign, type AlignedTrace } from './aligned-trace.ts';
import { countsOf, layerValues as layerValuesOf, sumsOrMeans } from './criteria/trace-scores.ts';
import type { AgainstChance, LayerRouting, RoutingCosts } from './plan-costs.ts';
import type { PlanBasis } from './plan-basis.ts';
import { placesLeft } from './places.ts';
import type { Taken } from './taken.ts';

/** Of one layer, what no plan changes. */
interface LayerTraffic {
  readonly row: number;
  readonly choices: LayerValues;
  /** Null where the trace does not tell which choice was first. */
  readonly firstChoices: LayerValues | null;
  /** Shares of the choices. */
  readonly before: Float64Array;
  readonly maxOverMean: number;
  /** Σ g‖f‖; null where the trace has no REAP. */
  readonly saliency: LayerValues | null;
}

/** [E] of a layer; what is no number is 0. */
interface LayerValues {
  readonly values: Float64Array;
  readonly sum: number;
  /** Of the population. */
  readonly variance: number;
}

const known = new WeakMap<PlanBasis, readonly LayerTraffic[]>();

function trafficOf(basis: PlanBasis, trace: AlignedTrace): readonly LayerTraffic[] {
  const traffic = known.get(basis) ?? makeTraffic(basis, trace);
  known.set(basis, traffic);
  return traffic;
}

/** Layers where choices were counted. */
function makeTraffic(basis: PlanBasis, trace: AlignedTrace): readonly LayerTraffic[] {
  const { grid, experts } = basis;
  const choices = countsOf(trace, basis);
  const saliency = sumsOrMeans(trace, basis, { wanted: 'sum', sum: 'weighted_ean_sum', mean: 'reap' });
  const width = grid.columns.length;
  const firsts = layerValuesOf(trace, basis, {
    of: ({ hasFirstChoices, counts }) => (hasFirstChoices ? counts.firstChoices : null),
  });
  return grid.layers.flatMap((_, row): LayerTraffic[] => {
    const valuesOf = (table: Float64Array) =>
      layerValues(table.subarray(row * width, (row + 1) * width), experts[row]!);
    if (Number.isNaN(choices[row * width])) return [];
    const counts = valuesOf(choices);
    const before = counts.values.map((count) => count / counts.sum);
    return [
      {
        row,
        choices: counts,
        firstChoices: Number.isNaN(firsts[row * width]) ? null : valuesOf(firsts),
        before,
        maxOverMean: Math.max(...before) * experts[row]!,
        saliency: saliency && valuesOf(saliency),
      },
    ];
  });
}

function layerValues(given: Float64Array, experts: number): LayerValues {
  const values = given.map((value) => (Number.isFinite(value) ? value : 0));
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  return { values, sum, variance: Math.max(0, squares / experts - (sum / experts) ** 2) };
}

/** Null where no trace tells how often experts were chosen. */
export function routingCosts(basis: PlanBasis, taken: Taken): RoutingCosts | null {
  const { trace, grid, experts } = basis;
  if (trace === null || isForeign(trace)) return null;
  const traffic = trafficOf(basis, trace);
  if (traffic.length === 0) return null;
  const [routed, reap] = [new ChanceSums(), new ChanceSums()];
  const layers = traffic.map((layer): LayerRouting => {
    const { row, choices, before, maxOverMean, saliency } = layer;
    const kept = expertsHeard(basis, taken, row);
    const of = experts[row]!;
    const after = loadAfter(basis, taken, layer);
    const bearers = new Set(placesLeft(basis, taken, row).map((cell) => taken.dominant[cell]!)).size;
    return {
      layer: grid.layers[row]!,
      routed: routed.add(choices, { kept, experts: of }),
      reap: saliency && reap.add(saliency, { kept, experts: of }),
      before,
      after,
      maxOverMean: { before: maxOverMean, after: Math.max(...after) * bearers },
    };
  });
  return {
    routed: routed.figure(),
    reap: traffic.some(({ saliency }) => saliency !== null) ? reap.figure() : null,
    layers,
  };
}

/** Experts that still say something of their own to a token: their weights are there, or in the mean that they are part of. */
function expertsHeard(basis: PlanBasis, taken: Taken, row: number): readonly number[] {
  const first = row * basis.grid.columns.length;
  const experts = Array.from({ length: basis.experts[row]! }, (_, expert) => expert);
  return experts.filter((expert) => taken.gone[taken.dominant[first + expert]!] === 0);
}

/** [E] shares of the choices; those of a group at its dominant expert. */
function loadAfter(
  basis: PlanBasis,
  taken: Taken,
  { row, choices, firstChoices }: LayerTraffic,
): Float64Array {
  const first = row * basis.grid.columns.length;
  const isFirstAlone = taken.topK === 1 && basis.topK !== 1 && firstChoices !== null;
  const { values } = isFirstAlone ? firstChoices : choices;
  const joint = new Float64Array(values.length);
  const places = new Set<number>();
  values.forEach((value, expert) => {
    const dominant = taken.dominant[first + expert]!;
    joint[dominant - first]! += value;
    if (taken.gone[dominant] === 0 || taken.novices[dominant] === 1) places.add(dominant - first);
  });
  return spreadOver(joint, [...places]);
}

/** [E] shares of the choices once all of them go to those that are kept. Those that nobody chose share alike. */
function spreadOver(values: Float64Array, kept: readonly number[]): Float64Array {
  const left = kept.reduce((sum, expert) => sum + values[expert]!, 0);
  const after = new Float64Array(values.length);
  for (const expert of kept) after[expert] = left > 0 ? values[expert]! / left : 1 / kept.length;
  return after;
}

/**
 * Sums of what is kept of every layer, beside those of as many experts drawn by lot: the sum of K values drawn from E without
 * putting back has the mean K ⁄ E of all and the variance K σ² (E − K) ⁄ (E − 1) (Cochran, Sampling Techniques, 2.5).
 */
class ChanceSums {
  #all = 0;
  #kept = 0;
  #expected = 0;
  #variance = 0;

  /** The share of the layer that is kept. */
  add(
    { values, sum, variance }: LayerValues,
    { kept, experts }: { readonly kept: readonly number[]; readonly experts: number },
  ): number {
    const own = kept.reduce((total, expert) => total + values[expert]!, 0);
    this.#all += sum;
    this.#kept += own;
    this.#expected += (sum * kept.length) / experts;
    if (experts > 1) this.#variance += (kept.length * variance * (experts - kept.length)) / (experts - 1);
    return sum > 0 ? Math.min(1, own / sum) : 1;
  }

  figure(): AgainstChance {
    const all = this.#all > 0 ? this.#all : 1;
    return {
      kept: Math.min(1, this.#kept / all),
      byChance: this.#expected / all,
      deviation: Math.sqrt(this.#variance) / all,
    };
  }
}

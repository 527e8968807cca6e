/**
 * What a plan does to the traffic, by a trace of the whole model. Choices of experts that are gone are supposed to go to the
 * rest of their layer in proportion to what these have already; what a router really does instead takes a run to tell.
 */
import { isForeign, type AlignedTrace } from './aligned-trace.ts';
import { countsOf, sumsOrMeans } from './criteria/trace-scores.ts';
import type { AgainstChance, LayerRouting, RoutingCosts } from './plan-costs.ts';
import type { PlanBasis } from './plan-basis.ts';
import { cellsLeft } from './remove-experts.ts';
import type { Taken } from './taken.ts';

interface Traffic {
  /** [L, C]. */
  readonly choices: Float64Array;
  /** [L, C] Σ g‖f‖; null where the trace has no REAP. */
  readonly saliency: Float64Array | null;
}

const known = new WeakMap<PlanBasis, Traffic>();

function trafficOf(basis: PlanBasis, trace: AlignedTrace): Traffic {
  const traffic = known.get(basis) ?? {
    choices: countsOf(trace, basis),
    saliency: sumsOrMeans(trace, basis, { wanted: 'sum', sum: 'weighted_ean_sum', mean: 'reap' }),
  };
  known.set(basis, traffic);
  return traffic;
}

/** Null where no trace tells how often experts were chosen. */
export function routingCosts(basis: PlanBasis, taken: Taken): RoutingCosts | null {
  const { trace, grid } = basis;
  if (trace === null || isForeign(trace)) return null;
  const { choices, saliency } = trafficOf(basis, trace);
  const width = grid.columns.length;
  const [routed, reap] = [new ChanceSums(), new ChanceSums()];
  const layers = grid.layers.flatMap((layer, row): LayerRouting[] => {
    const counts = choices.subarray(row * width, (row + 1) * width);
    if (Number.isNaN(counts[0])) return [];
    const kept = cellsLeft(basis, taken, row).map((cell) => cell - row * width);
    const experts = basis.experts[row]!;
    const scores = saliency?.subarray(row * width, (row + 1) * width) ?? null;
    const share = routed.add(counts, { kept, experts });
    return [
      {
        layer,
        routed: share,
        reap: scores && reap.add(scores, { kept, experts }),
        ...loads(counts, { kept, experts }),
      },
    ];
  });
  if (layers.length === 0) return null;
  return { routed: routed.figure(), reap: saliency && reap.figure(), layers };
}

/** [E] shares before and after, and how far the busiest expert is above the mean of those that are there. */
function loads(
  counts: Float64Array,
  { kept, experts }: { readonly kept: readonly number[]; readonly experts: number },
): Pick<LayerRouting, 'before' | 'after' | 'maxOverMean'> {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const left = kept.reduce((sum, expert) => sum + counts[expert]!, 0);
  const after = new Float64Array(counts.length);
  // those that nobody chose share alike
  for (const expert of kept) after[expert] = left > 0 ? counts[expert]! / left : 1 / kept.length;
  return {
    before: counts.map((count) => count / total),
    after,
    maxOverMean: {
      before: (Math.max(...counts) / total) * experts,
      after: Math.max(...after) * kept.length,
    },
  };
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

  /** The share of the layer that is kept. Values that are none count as 0. */
  add(
    values: Float64Array,
    { kept, experts }: { readonly kept: readonly number[]; readonly experts: number },
  ): number {
    const numbers = values.map((value) => (Number.isFinite(value) ? value : 0));
    const all = numbers.reduce((sum, value) => sum + value, 0);
    const own = kept.reduce((sum, expert) => sum + numbers[expert]!, 0);
    const squares = numbers.reduce((sum, value) => sum + value * value, 0);
    const variance = Math.max(0, squares / experts - (all / experts) ** 2);
    this.#all += all;
    this.#kept += own;
    this.#expected += (all * kept.length) / experts;
    if (experts > 1) this.#variance += (kept.length * variance * (experts - kept.length)) / (experts - 1);
    return all > 0 ? own / all : 1;
  }

  figure(): AgainstChance {
    const all = this.#all > 0 ? this.#all : 1;
    return {
      kept: this.#kept / all,
      byChance: this.#expected / all,
      deviation: Math.sqrt(this.#variance) / all,
    };
  }
}

/** What is counted of the sampled tokens of a layer: pairs, flow and how weight falls on the experts chosen. */
import { zeroMatrix, type Matrix } from '../../routing/matrix.ts';
import { countPairs, emptyPairs } from '../../routing/statistics/co-activation.ts';
import { countFlow, emptyFlow } from '../../routing/statistics/flow.ts';
import { addSelectedEntropies } from '../../routing/statistics/gate-sums.ts';
import { addValue, emptyHistogram } from '../../routing/statistics/histogram.ts';
import { countChoices, emptyCounts } from '../../routing/statistics/routing-counts.ts';
import type { LayerReading } from '../reading.ts';
import type { SampledLayer } from './token-sample.ts';

export function samplePairs({ selection }: SampledLayer, experts: number): LayerReading['pairs'] {
  const [counts, of] = [emptyPairs(experts), emptyCounts(experts, selection.slots)];
  countPairs(counts, selection);
  countChoices(of, selection);
  return { counts, of };
}

/** Null where the layers have different tokens. */
export function sampleFlow(
  from: SampledLayer,
  to: SampledLayer,
  experts: { readonly from: number; readonly to: number },
): Matrix | null {
  if (from.selection.tokens !== to.selection.tokens || from.selection.tokens === 0) return null;
  const flow = emptyFlow(experts.from, experts.to);
  countFlow(flow, from.selection, to.selection);
  return flow;
}

/** Of weights made to sum to 1; null where there are none, or one a token. */
export function sampleWeights({ selection, weights }: SampledLayer): LayerReading['selected'] {
  const { tokens, slots, experts } = selection;
  if (weights === null || slots < 2) return null;
  const entropy = emptyHistogram(Math.log2(slots));
  const [highest, margin] = [emptyHistogram(1), emptyHistogram(1)];
  const row = zeroMatrix(1, slots);
  for (let token = 0; token < tokens; token++) {
    for (let s = 0; s < slots; s++) {
      const at = token * slots + s;
      row.values[s] = experts[at]! < 0 ? 0 : weights[at]!;
    }
    const total = row.values.reduce((a, b) => a + b, 0);
    if (!(total > 0) || row.values.some((weight) => weight < 0)) continue;
    const [first, second] = row.values.toSorted((a, b) => b - a) as unknown as [number, number];
    addSelectedEntropies(entropy, row);
    addValue(highest, first / total);
    addValue(margin, (first - second) / total);
  }
  return entropy.count === 0 ? null : { entropy, highest, margin };
}

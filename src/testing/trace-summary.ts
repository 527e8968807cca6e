/** A reading in few words and numbers, for expected files of traces: every count, and sums of what is larger. */
import { histogramMean } from '../core/routing/statistics/histogram.ts';
import type { LayerReading } from '../core/trace/reading.ts';
import type { Collected } from '../core/trace/collector.ts';

export function traceSummary({ facts, layers, scores, findings }: Collected): unknown {
  return {
    facts,
    layers: layers.map(layerSummary),
    scores: scores.map(({ id, layers: ids, values }) => ({
      id,
      layers: [...ids],
      experts: values.columns,
      values: [...values.values].map(rounded),
    })),
    findings: findings.map(({ code, facts: of, treatment }) => ({ code, facts: of, treatment })),
  };
}

function layerSummary(reading: LayerReading): unknown {
  const { layer, experts, topK, tokens, counts, steps, documents, gates, pairs, flow, vocabulary } = reading;
  return {
    layer,
    experts,
    topK: topK === null ? null : rounded(topK),
    tokens,
    counts: [...counts.choices],
    ...(reading.hasFirstChoices && { firstChoices: [...counts.firstChoices] }),
    ...(steps && { steps: [...steps.ids], ofSteps: rowSums(steps.choices) }),
    ...(documents && { ofDocuments: rowSums(documents) }),
    ...(gates && { gateRows: gates.entropy.count, meanGateEntropy: rounded(histogramMean(gates.entropy)) }),
    ...(pairs && { pairs: total(pairs.counts.values) }),
    ...(flow && { flowTo: flow.to, flow: total(flow.counts.values) }),
    ...(vocabulary && { vocabularyIds: vocabulary.ids, vocabularyTokens: vocabulary.tokens }),
  };
}

function rowSums({
  rows,
  columns,
  values,
}: {
  rows: number;
  columns: number;
  values: Float64Array;
}): number[] {
  return Array.from({ length: rows }, (_, row) => total(values.subarray(row * columns, (row + 1) * columns)));
}

function total(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Six digits, so that no rounding of a platform shows; null for NaN, as JSON has it. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/**
 * A trace made up for tests and the gallery: 3 layers of 16 experts, top-2, three domains, 60 documents, as the collector
 * would sum it up. Expert 15 is dead, 3 and 4 go together, 5 and 6 avoid each other, and each domain has its favourites.
 */
import { range } from 'd3';
import { seededRandom } from '../../core/random.ts';
import { zeroMatrix, rowOf, type Matrix } from '../../core/routing/matrix.ts';
import { topIndices } from '../../core/routing/ranking.ts';
import { selectionOf, type Selection } from '../../core/routing/selection.ts';
import { countClasses, emptyClassCounts } from '../../core/routing/statistics/class-counts.ts';
import { countPairs, emptyPairs } from '../../core/routing/statistics/co-activation.ts';
import { countFlow, emptyFlow } from '../../core/routing/statistics/flow.ts';
import { addGates, addSelectedEntropies, emptyGateSums } from '../../core/routing/statistics/gate-sums.ts';
import { addValue, emptyHistogram } from '../../core/routing/statistics/histogram.ts';
import { countChoices, emptyCounts } from '../../core/routing/statistics/routing-counts.ts';
import { countsAlone } from '../../core/trace/counts-alone.ts';
import type { LayerReading, TraceReading } from '../../core/trace/reading.ts';

const EXPERTS = 16;
const TOP_K = 2;
const DOCUMENTS = 60;
const TOKENS = 40;
const STEPS = 12;
const domains = ['github', 'wikipedia', 'books'];
const ids = [1, 2, 5];

const random = seededRandom(2025);

/** Logits of one token: [E]. */
function logitsOf(layer: number, domain: number): Float64Array {
  const logits = Float64Array.from({ length: EXPERTS }, (_, expert) =>
    expert === EXPERTS - 1
      ? -50
      : random.normal() - 0.08 * expert * (layer + 1) + (expert % 3 === domain ? 1.1 : 0),
  );
  if (random.uniform() < 0.3) {
    logits[3]! += 3;
    logits[4]! += 3;
  }
  logits[random.uniform() < 0.5 ? 5 : 6]! -= 6;
  return logits;
}

function softmax(logits: Float64Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const powers = logits.map((logit) => Math.exp(logit - most));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}

interface RoutedLayer {
  readonly selection: Selection;
  readonly gates: Matrix;
  readonly weights: Matrix;
}

const tokens = DOCUMENTS * TOKENS;
const labels = range(tokens).map((token) => Math.floor(token / TOKENS) % domains.length);

function route(layer: number): RoutedLayer {
  const gates = zeroMatrix(tokens, EXPERTS);
  const weights = zeroMatrix(tokens, TOP_K);
  const chosen = labels.map((domain, token) => {
    const probabilities = softmax(logitsOf(layer, domain));
    rowOf(gates, token).set(probabilities);
    const top = topIndices(probabilities, TOP_K);
    const held = top.reduce((total, expert) => total + probabilities[expert]!, 0);
    rowOf(weights, token).set(top.map((expert) => probabilities[expert]! / held));
    return top;
  });
  return { selection: selectionOf(chosen), gates, weights };
}

const routed = ids.map((_, layer) => route(layer));

function readingOf(layer: number): LayerReading {
  const { selection, gates, weights } = routed[layer]!;
  const counts = emptyCounts(EXPERTS, TOP_K);
  countChoices(counts, selection);
  const classes = emptyClassCounts(EXPERTS, domains.length);
  countClasses(classes, selection, labels);
  const pairs = emptyPairs(EXPERTS);
  countPairs(pairs, selection);
  const gateSums = emptyGateSums(EXPERTS);
  addGates(gateSums, gates);
  const next = routed[layer + 1];
  const flow = emptyFlow(EXPERTS, EXPERTS);
  if (next !== undefined) countFlow(flow, selection, next.selection);
  return {
    layer: ids[layer]!,
    experts: EXPERTS,
    topK: TOP_K,
    tokens,
    counts,
    hasFirstChoices: true,
    documents: byGroup(selection, (token) => Math.floor(token / TOKENS), DOCUMENTS),
    steps: {
      stepsPerRow: 1,
      ids: Float64Array.from(range(STEPS), (step) => 100 * step),
      choices: byGroup(selection, (token) => Math.floor((token * STEPS) / tokens), STEPS),
    },
    classes,
    gates: gateSums,
    selected: selectedOf(weights),
    weightSums: weightSumsOf(selection, weights),
    pairs: { counts: pairs, of: counts },
    flow: next === undefined ? null : { to: ids[layer + 1]!, counts: flow },
    vocabulary: {
      isSample: false,
      ids: 950,
      tokens,
      mean: 0.54,
      meanByChance: 0.41,
      byExpert: Float64Array.from(range(EXPERTS), (expert) => (expert === 15 ? NaN : 0.4 + 0.02 * expert)),
      byExpertByChance: Float64Array.from(range(EXPERTS), (expert) => (expert === 15 ? NaN : 0.41)),
      favourites: range(EXPERTS).map((expert) =>
        expert === 15
          ? []
          : [
              { tokenId: 100 + expert, count: 22, share: 0.8 },
              { tokenId: 7, count: 11, share: 0.5 },
            ],
      ),
    },
  };
}

function byGroup(selection: Selection, groupOf: (token: number) => number, groups: number): Matrix {
  const choices = zeroMatrix(groups, EXPERTS);
  selection.experts.forEach((expert, at) => {
    rowOf(choices, groupOf(Math.floor(at / TOP_K)))[expert]!++;
  });
  return choices;
}

function selectedOf(weights: Matrix): NonNullable<LayerReading['selected']> {
  const entropy = emptyHistogram(Math.log2(TOP_K));
  addSelectedEntropies(entropy, weights);
  const [highest, margin] = [emptyHistogram(1), emptyHistogram(1)];
  for (let token = 0; token < tokens; token++) {
    const [first, second] = rowOf(weights, token);
    addValue(highest, first!);
    addValue(margin, first! - second!);
  }
  return { entropy, highest, margin };
}

function weightSumsOf({ experts }: Selection, weights: Matrix): Float64Array {
  const sums = new Float64Array(EXPERTS);
  experts.forEach((expert, at) => (sums[expert]! += weights.values[at]!));
  return sums;
}

const layers = ids.map((_, layer) => readingOf(layer));

export const readingSpecimen: TraceReading = {
  format: 'specimen',
  formatName: 'Made up',
  name: 'specimen',
  fingerprint: '0123456789abcdef',
  facts: {
    topK: TOP_K,
    experts: EXPERTS,
    classes: domains,
    order: 'weight',
    normalisation: 'softmax-then-top-k',
    documentName: 'text',
    stepName: 'training checkpoint',
    dataset: 'made up',
  },
  layers,
  scores: [
    {
      id: 'reap',
      layers: Int32Array.from(ids),
      values: {
        rows: ids.length,
        columns: EXPERTS,
        values: Float64Array.from(range(ids.length * EXPERTS), (cell) => 0.02 * (1 + (cell % 7))),
      },
    },
  ],
  similarities: [],
  inputEnergies: [],
  findings: [
    { code: 'dense-layers', facts: { layers: [0] }, treatment: 'corrected' },
    { code: 'sampled-statistics', facts: { tokens: 1200, of: tokens }, treatment: 'told' },
  ],
};

/** The first layer, as a producer of counts alone tells of it. */
export const countsOnly: LayerReading = countsAlone(layers[0]!.layer, {
  ...layers[0]!.counts,
  tokensBySize: new Float64Array(1),
});

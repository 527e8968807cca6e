/** The doctor's common questions: traps that any producer's trace may hold, told once all of it is known. */
import { disagreements, type ModelFacts } from '../model-facts.ts';
import type { LayerReading } from '../reading.ts';
import type { Collection } from './collection.ts';
import type { OrderFound } from './listing-order.ts';
import type { LayerTally } from './layer-tally.ts';
import type { SampledLayer } from './token-sample.ts';

interface Findable {
  readonly layers: readonly LayerReading[];
  /** Tallies of these layers. */
  readonly routed: readonly LayerTally[];
  readonly order: OrderFound;
  readonly sampled: ReadonlyMap<number, SampledLayer | null>;
  readonly model: ModelFacts | null;
}

export function diagnose(all: Collection, found: Findable): void {
  tellProbabilities(all);
  tellPadding(all);
  tellDenseLayers(all, found);
  tellTrouble(all, found);
  tellOrder(all, found);
  tellSums(all, found);
  tellSample(all, found);
  tellModel(all, found);
  if (all.chosen !== null) all.findings.tell('chosen-here', all.chosen);
}

function tellProbabilities({ layers, findings }: Collection): void {
  const rows = layers.all.reduce((total, { gates }) => total + (gates?.foundRows ?? 0), 0);
  if (rows > 0) findings.treat('already-probabilities', { rows });
}

function tellPadding({ padding, findings }: Collection): void {
  for (const [id, choices] of padding) {
    // −1 is no expert, whatever a person wishes
    if (id < 0) findings.tell('padding-ids', { id, choices });
    else findings.treat('padding-ids', { id, choices });
  }
}

/** Layers left out, and tokens of nothing but expert 0 in layers that have others. */
function tellDenseLayers({ layers, findings }: Collection, { routed }: Findable): void {
  const isKept = new Set(routed.map(({ layer }) => layer));
  const zeros = layers.all.filter(({ zeroTokens, places }) => places > 0 && zeroTokens === places);
  const dense = new Set([...layers.all.filter(({ layer }) => !isKept.has(layer)), ...zeros]);
  if (dense.size > 0) {
    const ids = [...dense].map(({ layer }) => layer).sort((a, b) => a - b);
    findings.treat('dense-layers', { layers: ids });
  }
  const choices = routed
    .filter((tally) => !dense.has(tally))
    .reduce((total, { zeroTokens }) => total + zeroTokens, 0);
  if (choices > 0) findings.treat('padding-ids', { id: 0, choices });
}

function tellTrouble({ trouble, findings, layers, facts }: Collection, found: Findable): void {
  const { repeats, largestOutside, negative, notFinite, classless } = trouble;
  if (repeats > 0) findings.treat('repeated-choices', { choices: repeats });
  const outside = found.layers.reduce((total, { counts }) => total + counts.outside, 0);
  if (outside > 0) {
    const largest = Math.max(largestOutside, ...layers.all.map((tally) => tally.largest));
    const experts = facts.experts ?? found.layers[0]?.experts ?? 0;
    findings.tell('ids-outside', { choices: outside, largest, experts });
  }
  if (negative > 0) findings.tell('negative-counts', { values: negative });
  const skipped = layers.all.reduce((total, { gates }) => total + (gates?.sums.skipped ?? 0), 0);
  if (notFinite + skipped > 0) findings.tell('not-finite', { rows: notFinite + skipped });
  if (classless > 0) findings.tell('classes-left-out', { tokens: Math.round(classless) });
}

function tellOrder({ facts, findings }: Collection, { order }: Findable): void {
  if (order.isUnsorted || (facts.order === 'none' && order.share > 0)) {
    findings.tell('unsorted-choices', { share: order.share });
  }
}

/** Rounding of counts that were floats. */
const SUM_TOLERANCE = 1e-6;

function tellSums({ facts, findings }: Collection, { routed, layers }: Findable): void {
  const { topK } = facts;
  const wrong = routed.flatMap(({ layer, counted, countedTokens }, i) => {
    const expected = countedTokens === null || topK === undefined ? counted : countedTokens * topK;
    const isImpossible = countedTokens !== null && counted > 0 && layers[i]!.tokens === null;
    const isOff = Math.abs(counted - expected) > Math.max(0.5, SUM_TOLERANCE * expected);
    return isOff || isImpossible ? [{ layer, counted, expected }] : [];
  });
  const [first] = wrong;
  if (first !== undefined) findings.tell('sums-disagree', { ...first, layers: wrong.length });
}

function tellSample({ sample, findings, layers }: Collection, { sampled }: Findable): void {
  if (sample.isWhole) return;
  const of = Math.max(...layers.all.map(({ places }) => places));
  const tokens = Math.max(...[...sampled.values()].map((layer) => layer?.selection.tokens ?? 0));
  findings.tell('sampled-statistics', { tokens, of });
}

function tellModel({ findings }: Collection, { layers, model }: Findable): void {
  if (model?.isCertain !== true) return;
  const trace = {
    experts: Math.max(
      0,
      ...layers.map(({ counts }) => counts.choices.findLastIndex((count) => count > 0) + 1),
    ),
    topK: layers.reduce<number | null>(
      (most, { tokens, topK }) => (tokens === null ? most : Math.max(most ?? 0, topK ?? 0)),
      null,
    ),
    layers: layers.map(({ layer }) => layer),
  };
  for (const found of disagreements(trace, model)) findings.add(found);
}

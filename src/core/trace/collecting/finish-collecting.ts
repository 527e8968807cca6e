/** From sums to the reading, and what the doctor has to say of them. */
import { pluralOf } from '../../plural.ts';
import { transposed } from '../../routing/matrix.ts';
import { disagreements, type ModelFacts } from '../model-facts.ts';
import type { LayerReading, ScoreTable, TraceReading } from '../reading.ts';
import type { Collection } from './collection.ts';
import { diagnose } from './diagnose.ts';
import { grown } from './grown.ts';
import { layerLoads } from './layer-loads.ts';
import type { LayerTally } from './layer-tally.ts';
import { orderOf } from './listing-order.ts';
import { sampleFlow, samplePairs, sampleWeights } from './sampled-readings.ts';
import type { SampledLayer } from './token-sample.ts';
import {
  CLASS_ROWS,
  MAX_CLASS_CELLS,
  MAX_PAIR_CELLS,
  MAX_SCORE_CELLS,
  MAX_TRACE_CELLS,
} from './trace-limits.ts';
import { vocabularyReading } from './vocabulary-reading.ts';
import { countsOf, type LayerEntries } from './vocabulary-tally.ts';

export function finishCollecting(
  all: Collection,
): Pick<TraceReading, 'facts' | 'layers' | 'scores' | 'similarities' | 'inputEnergies' | 'findings'> {
  for (const tally of all.layers.all) {
    if (!all.corrects(isUnrouted(tally) ? 'dense-layers' : 'padding-ids')) countZeros(tally);
  }
  const routed = all.layers.all.filter((tally) => !all.corrects('dense-layers') || !isUnrouted(tally));
  const seen = Math.max(all.facts.experts ?? 0, ...routed.map(expertsSeen), 0);
  const model = fittingModel(all.model, { experts: seen, layers: routed.map(({ layer }) => layer) });
  const experts = Math.max(seen, all.facts.experts === undefined ? (model?.experts ?? 0) : 0);
  settleRows(all, { layers: routed.length, experts });
  const sampled = new Map(routed.map(({ layer }) => [layer, all.sample.layer(layer)]));
  const order = orderOf([...sampled.values()]);
  const hasOrder = all.facts.order !== 'none' && !order.isUnsorted;
  const topK = all.facts.topK ?? model?.topK ?? undefined;
  const layers = readLayers(routed, all, { experts, topK, sampled, hasOrder });
  diagnose(all, { layers, routed, order, sampled, model });
  return {
    facts: all.documents.areGroups ? withGroups(all.facts) : all.facts,
    layers,
    scores: scoreTables(all),
    similarities: [...all.similarities.values()],
    inputEnergies: [...all.inputEnergies.values()],
    findings: all.findings.all,
  };
}

/** Tables have a number for every expert of every layer, however few of them a trace has told of. */
function settleRows(
  { layers, documents, steps, classes, facts }: Collection,
  shape: { readonly layers: number; readonly experts: number },
): void {
  const cells = shape.layers * shape.experts;
  layers.check('layers times experts', cells, 2 * MAX_TRACE_CELLS);
  const classRows = classes.size === 0 ? 0 : classCount(facts, Math.max(...classes.keys()) + 1);
  layers.check('classes times layers times experts', classRows * cells, MAX_CLASS_CELLS);
  documents.settle(cells);
  steps.settle(cells);
}

/** One that merely happens to be open says nothing of a trace that it can't have. */
function fittingModel(
  model: ModelFacts | null,
  trace: { readonly experts: number; readonly layers: readonly number[] },
): ModelFacts | null {
  const isFitting = model !== null && disagreements({ ...trace, topK: null }, model).length === 0;
  return isFitting || model?.isCertain === true ? model : null;
}

/** Dense layers are written as zeros, of which nothing is left, or as all tokens choosing expert 0 in every slot. */
function isUnrouted(tally: LayerTally): boolean {
  const isUsed = tally.choices.some((count) => count > 0);
  return !isUsed && tally.gates === null && tally.pairs === null && (tally.places > 0 || tally.hasCounts);
}

/** Takes tokens of expert 0 in every slot at their word: as one choice each. */
function countZeros(tally: LayerTally): void {
  if (tally.zeroTokens === 0) return;
  tally.choices[0]! += tally.zeroTokens;
  tally.firsts[0]! += tally.zeroTokens;
  tally.sizes = grown(tally.sizes, 2);
  tally.sizes[1]! += tally.zeroTokens;
  tally.largest = Math.max(tally.largest, 0);
}

/** What stands in a row is then called by what it is. */
function withGroups(facts: Collection['facts']): Collection['facts'] {
  return { ...facts, documentName: `group of ${pluralOf(facts.documentName ?? 'document')}` };
}

/** Counts tell how many experts there are, choices only of those chosen. */
function expertsSeen({ largest, gates }: LayerTally): number {
  return Math.max(largest + 1, gates?.experts ?? 0);
}

interface LayerContext {
  readonly experts: number;
  readonly topK: number | undefined;
  readonly sampled: ReadonlyMap<number, SampledLayer | null>;
  readonly hasOrder: boolean;
}

function readLayers(
  tallies: readonly LayerTally[],
  all: Collection,
  { experts, topK, sampled, hasOrder }: LayerContext,
): LayerReading[] {
  // pairs of all layers, or none: half of them would look like a property of the layers
  const hasPairRoom = tallies.length * experts ** 2 <= MAX_PAIR_CELLS;
  const vocabularies = new Map(all.vocabulary.layers().map((entries) => [entries.layer, entries]));
  return tallies.map((tally, i): LayerReading => {
    const { layer } = tally;
    const place = { layer, experts };
    const loads = layerLoads(tally, { experts, topK });
    const sample = sampled.get(layer) ?? null;
    const next = tallies[i + 1];
    const words = vocabularies.get(layer);
    return {
      layer,
      experts,
      ...loads,
      hasFirstChoices: hasOrder && (tally.counted === 0 || tally.hasFirsts),
      documents: all.documents.matrix(place),
      steps: all.steps.read(place),
      classes: classesOf(tally, all, experts),
      gates: tally.gates?.sums ?? null,
      selected: sample === null ? null : sampleWeights(sample),
      weightSums: tally.weights === null ? null : grown(tally.weights, experts).slice(0, experts),
      pairs: pairsOf(tally, { sample, loads, hasPairRoom }),
      flow: flowOf(tally, { next, all, sampled, hasPairRoom, experts }),
      vocabulary: words === undefined ? null : vocabularyOf(words, all, loads.counts.choices),
    };
  });
}

function vocabularyOf(
  words: LayerEntries,
  { vocabulary, perOccurrence }: Collection,
  load: Float64Array,
): LayerReading['vocabulary'] {
  const { byId, isWhole } = countsOf(words, { experts: load.length, perOccurrence });
  return vocabularyReading(byId, { load, perOccurrence, isSample: !isWhole || !vocabulary.isWhole });
}

function classesOf(
  { layer, classTokens }: LayerTally,
  { classes, facts }: Collection,
  experts: number,
): LayerReading['classes'] {
  if (classTokens.length === 0) return null;
  const count = classCount(facts, classTokens.findLastIndex((tokens) => tokens > 0) + 1);
  const labels = Array.from({ length: count }, (_, label) => label);
  return {
    choices: transposed(classes.matrix(labels, { layer, experts })),
    tokens: grown(classTokens, count).slice(0, count),
  };
}

/** Those that have names, and those seen. */
function classCount({ classes }: Collection['facts'], seen: number): number {
  return Math.max(Math.min(classes?.length ?? 0, CLASS_ROWS), seen);
}

function pairsOf(
  { pairs, zeroTokens }: LayerTally,
  {
    sample,
    loads,
    hasPairRoom,
  }: { sample: SampledLayer | null; loads: ReturnType<typeof layerLoads>; hasPairRoom: boolean },
): LayerReading['pairs'] {
  const { counts } = loads;
  if (pairs !== null) return pairs.rows === counts.experts ? { counts: pairs, of: counts } : null;
  const hasPairs = sample !== null && sample.selection.slots > 1 && sample.selection.tokens > zeroTokens;
  return hasPairs && hasPairRoom ? samplePairs(sample, counts.experts) : null;
}

function flowOf(
  { layer, places }: LayerTally,
  {
    next,
    all,
    sampled,
    hasPairRoom,
    experts,
  }: {
    next: LayerTally | undefined;
    all: Collection;
    sampled: LayerContext['sampled'];
    hasPairRoom: boolean;
    experts: number;
  },
): LayerReading['flow'] {
  const known = all.flows.get(layer);
  if (known !== undefined) return known;
  const [from, to] = [sampled.get(layer), next === undefined ? null : sampled.get(next.layer)];
  if (all.facts.areSameTokens === false) return null;
  // the same tokens, as far as their number tells
  if (next === undefined || !from || !to || places !== next.places || !hasPairRoom) return null;
  const counts = sampleFlow(from, to, { from: experts, to: experts });
  return counts === null ? null : { to: next.layer, counts };
}

function scoreTables({ scores, layers: all }: Collection): ScoreTable[] {
  let cells = 0;
  return [...scores].map(([id, rows]) => {
    const layers = [...rows.keys()].sort((a, b) => a - b);
    const columns = Math.max(0, ...[...rows.values()].map((row) => row.length));
    // rows as short as they like beside one that is long
    cells += layers.length * columns;
    all.check('scores of all tables', cells, MAX_SCORE_CELLS);
    const values = new Float64Array(layers.length * columns).fill(NaN);
    layers.forEach((layer, i) => {
      values.set(rows.get(layer)!, i * columns);
    });
    return { id, layers: Int32Array.from(layers), values: { rows: layers.length, columns, values } };
  });
}

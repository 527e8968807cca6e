/**
 * From what importers tell to what charts need: every statistic of a trace in one pass, in memory that does not grow
 * with its length. Loads are of all tokens; pairs, flow and weights of the chosen are of a sample where all are too many.
 */
import { checkSameShape, type Matrix } from '../routing/matrix.ts';
import { selectTop } from '../routing/routing.ts';
import { collectTokens } from './collecting/collect-tokens.ts';
import {
  addClassTokens,
  addInto,
  emptyCollection,
  rowsOf,
  type Collection,
  type CollectorOptions,
} from './collecting/collection.ts';
import { finishCollecting } from './collecting/finish-collecting.ts';
import { emptyGates, tallyGates } from './collecting/gate-tally.ts';
import type { LayerTally } from './collecting/layer-tally.ts';
import {
  MAX_INPUT_CELLS,
  MAX_LAYER_ID,
  MAX_PAIR_CELLS,
  MAX_SCORE_TABLES,
  MAX_SLOTS,
  MAX_TRACE_CELLS,
  MAX_TRACE_LAYERS,
} from './collecting/trace-limits.ts';
import type { Finding } from './finding.ts';
import type { SampledTrace } from './same-tokens.ts';
import type { TraceReading } from './reading.ts';
import type {
  CountedChoices,
  GateRows,
  InputEnergies,
  ScoreRow,
  TokenBatch,
  TraceFacts,
  TraceSink,
} from './trace-sink.ts';

export type { CollectorOptions };

export type Collected = Pick<
  TraceReading,
  'facts' | 'layers' | 'scores' | 'similarities' | 'inputEnergies' | 'findings'
>;

export interface Collector extends TraceSink {
  /** What was told so far; nothing may be told after. */
  finish(): Collected;
  /** Choices of sampled tokens by layer, for what two traces have in common. Before or after `finish`. */
  sampled(): SampledTrace;
}

/** Throws `over-limit` and `malformed` faults where a trace lies about its size. */
export function collectTrace(options: CollectorOptions): Collector {
  return new TraceCollector(options);
}

class TraceCollector implements Collector {
  readonly #all: Collection;
  /** What no trace may say otherwise. */
  readonly #settled: Partial<TraceFacts>;

  constructor(options: CollectorOptions) {
    const { normalisation } = options;
    this.#all = emptyCollection(options);
    this.#settled = normalisation ? { normalisation } : {};
    this.#all.facts = this.#settled;
  }

  describe(facts: Partial<TraceFacts>): void {
    const { layers } = this.#all;
    if (facts.experts !== undefined) layers.checkExperts(facts.experts);
    if (facts.topK !== undefined) layers.check('experts of a token', facts.topK, MAX_SLOTS);
    this.#all.facts = { ...this.#all.facts, ...facts, ...this.#settled };
  }

  find(finding: Finding): void {
    this.#all.findings.add(finding);
  }

  finish(): Collected {
    return finishCollecting(this.#all);
  }

  sampled(): SampledTrace {
    const { layers, sample, tokenDigest } = this.#all;
    const all = layers.all.flatMap(({ layer, places }) => {
      const choices = sample.choices(layer);
      return choices === null ? [] : [{ layer, tokens: places, ...choices }];
    });
    return { layers: all, digest: tokenDigest.value };
  }

  tokens(batch: TokenBatch): void {
    collectTokens(this.#all, batch);
  }

  gates(rows: GateRows): void {
    if (rows.tokens === 0) return;
    const { layers, facts, corrects } = this.#all;
    layers.checkExperts(rows.experts);
    const tally = layers.layer(rows.layer);
    const gates = (tally.gates ??= emptyGates(rows.experts));
    if (gates.experts !== rows.experts) {
      throw layers.malformed(
        `rows of layer ${rows.layer} are of ${gates.experts} and of ${rows.experts} experts`,
      );
    }
    tallyGates(gates, rows, {
      normalisation: facts.normalisation,
      corrects: corrects('already-probabilities'),
      onChunk: (probabilities, first) => {
        if (rows.areChoices) this.#choose(rows, probabilities, first);
      },
    });
  }

  /** The highest k of each row; the first where k is not known. */
  #choose(rows: GateRows, probabilities: Matrix, first: number): void {
    const { facts, model } = this.#all;
    const modelTopK = model?.experts === rows.experts || model?.isCertain ? model.topK : null;
    const known = facts.topK ?? modelTopK;
    const topK = Math.max(1, Math.min(known ?? 1, rows.experts));
    this.#all.chosen = { topK, isKnown: known !== null };
    const { experts } = selectTop(probabilities, topK);
    const weights = Float64Array.from(experts, (expert, i) =>
      expert < 0 ? NaN : probabilities.values[Math.floor(i / topK) * rows.experts + expert]!,
    );
    // a softmax over the chosen is that over all, made to sum to 1 among them
    if (facts.normalisation === 'top-k-then-softmax') makeSumToOne(weights, topK);
    const [end, { labels, tokenIds }] = [first + probabilities.rows, rows];
    collectTokens(this.#all, {
      layers: [rows.layer],
      tokens: probabilities.rows,
      slots: topK,
      ids: experts,
      strides: { layer: 0, token: topK, slot: 1 },
      weights,
      tokenIds: tokenIds ? Array.from(tokenIds).slice(first, end) : null,
      labels:
        typeof labels === 'object' && labels !== null
          ? Array.from(labels).slice(first, end)
          : (labels ?? null),
      document: rows.document,
      step: rows.step ?? null,
    });
  }

  counts(counted: CountedChoices): void {
    const { layers, facts } = this.#all;
    layers.makeRoom(counted.counts.length);
    const tally = layers.layer(counted.layer);
    const clean = this.#cleanCounts(counted.counts);
    const total = clean.reduce((a, b) => a + b, 0);
    showsExpert(tally, clean.length - 1);
    tally.counted += total;
    tally.hasCounts = true;
    const tokens = isCount(counted.tokens) ? counted.tokens : null;
    tally.countedTokens =
      tokens === null || tally.countedTokens === null ? null : tally.countedTokens + tokens;
    if (counted.firstChoices) {
      layers.makeRoom(counted.firstChoices.length);
      addInto(tally.firsts, this.#cleanCounts(counted.firstChoices));
    } else tally.hasFirsts = false;
    const { document = null, step = null, label = null } = counted;
    const targets = rowsOf(this.#all, tally, { document, step, label });
    for (const target of [tally.choices, ...targets]) addInto(target, clean);
    if (label !== null) {
      addClassTokens(this.#all, tally, { label, tokens: tokens ?? total / (facts.topK ?? 1) });
    }
  }

  /** What is no count is none. */
  #cleanCounts(counts: ArrayLike<number>): Float64Array {
    const { trouble } = this.#all;
    return Float64Array.from(counts, (count) => {
      if (!Number.isFinite(count)) trouble.notFinite++;
      else if (count < 0) trouble.negative++;
      else return count;
      return 0;
    });
  }

  scores({ table, layer, values }: ScoreRow): void {
    const { layers, scores } = this.#all;
    layers.checkExperts(values.length);
    layers.check('the id of a layer', layer, MAX_LAYER_ID);
    let rows = scores.get(table);
    if (rows === undefined) scores.set(table, (rows = new Map<number, Float64Array>()));
    rows.set(
      layer,
      Float64Array.from(values, (value) => (Number.isFinite(value) ? value : NaN)),
    );
    layers.check('score tables', scores.size, MAX_SCORE_TABLES);
    layers.check('layers', rows.size, MAX_TRACE_LAYERS);
    layers.check('layers times experts', rows.size * values.length, MAX_TRACE_CELLS);
  }

  /** What no room is left for is not kept: of these layers it is then not known. */
  inputs(energies: InputEnergies): void {
    const { layers, inputEnergies } = this.#all;
    const { layer, of, experts, values } = energies;
    layers.checkExperts(experts);
    layers.check('the id of a layer', layer, MAX_LAYER_ID);
    const kept = [...inputEnergies.values()].reduce((sum, own) => sum + own.values.length, 0);
    if (kept + values.length <= MAX_INPUT_CELLS) inputEnergies.set(`${layer} ${of}`, energies);
  }

  similarity(layer: number, id: string, values: Matrix): void {
    const { layers, similarities } = this.#all;
    layers.checkExperts(Math.max(values.rows, values.columns));
    layers.check('the id of a layer', layer, MAX_LAYER_ID);
    similarities.set(`${layer} ${id}`, { id, layer, values });
    const cells = [...similarities.values()].reduce((sum, table) => sum + table.values.values.length, 0);
    layers.check('similarities of experts', cells, MAX_PAIR_CELLS);
  }

  pairs(layer: number, counts: Matrix): void {
    const { layers } = this.#all;
    layers.checkExperts(Math.max(counts.rows, counts.columns));
    const tally = layers.layer(layer);
    showsExpert(tally, counts.rows - 1);
    tally.pairs = tally.pairs === null ? counts : sumOf(tally.pairs, counts);
  }

  flow(from: number, to: number, counts: Matrix): void {
    const { layers, flows } = this.#all;
    layers.checkExperts(Math.max(counts.rows, counts.columns));
    showsExpert(layers.layer(from), counts.rows - 1);
    const known = flows.get(from);
    flows.set(from, { to, counts: known?.to === to ? sumOf(known.counts, counts) : counts });
  }

  vocabulary(layer: number, entry: { expert: number; tokenId: number; count: number }): void {
    const { vocabulary, facts, layers, model } = this.#all;
    if (!(entry.expert >= 0 && entry.count > 0)) return;
    layers.makeRoom(entry.expert + 1);
    showsExpert(layers.layer(layer), entry.expert);
    this.#all.perOccurrence = facts.topK ?? (model?.isCertain ? model.topK : null) ?? 1;
    if (vocabulary.isWanted(entry.tokenId)) vocabulary.add(vocabulary.placeOf(layer), entry);
  }
}

function showsExpert(tally: LayerTally, expert: number): void {
  tally.largest = Math.max(tally.largest, expert);
}

/** Runs of k weights each; NaN counts for nothing. */
function makeSumToOne(weights: Float64Array, k: number): void {
  for (let start = 0; start < weights.length; start += k) {
    const own = weights.subarray(start, start + k);
    const total = own.reduce((sum, weight) => sum + (weight > 0 ? weight : 0), 0);
    own.forEach((weight, slot) => (own[slot] = weight / total));
  }
}

function isCount(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && value >= 0 && value < Infinity;
}

function sumOf(a: Matrix, b: Matrix): Matrix {
  checkSameShape(a, b);
  return { ...a, values: a.values.map((value, i) => value + b.values[i]!) };
}

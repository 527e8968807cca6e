/** Adds a batch of tokens to a collection: loads of all of them, and the rest of those that are sampled. */
import type { TokenBatch } from '../trace-sink.ts';
import { layerIds, type LayerIds } from './batch-view.ts';
import {
  addClassTokens,
  addInto,
  checkClasses,
  hasRoom,
  rowsOf,
  type Belonging,
  type Collection,
} from './collection.ts';
import { countBatch, emptyTable, type BatchTable } from './count-batch.ts';
import { countCarefully } from './count-carefully.ts';
import { grown } from './grown.ts';
import type { LayerTally } from './layer-tally.ts';
import { MAX_SLOTS, MAX_TRACE_EXPERTS } from './trace-limits.ts';

/** Fewer choices than this share of a table's cells are counted one by one: a table costs as much as it has cells. */
const SMALL_BATCH = 1 / 2;

export function collectTokens(all: Collection, batch: TokenBatch): void {
  const { tokens, slots } = batch;
  if (tokens === 0 || slots === 0) return;
  all.layers.check('experts listed for a token', slots, MAX_SLOTS);
  const tallies = batch.layers.map((layer) => all.layers.layer(layer));
  if (new Set(tallies).size < tallies.length) throw all.layers.malformed('a layer is listed twice');
  const counted = isWorthTable(all, batch, tallies) ? countTable(all, batch) : null;
  const [first] = batch.layers;
  if (batch.tokenIds && first !== undefined) all.tokenDigest.add(first, batch.tokenIds, tokens);
  tallies.forEach((tally, i) => {
    const raw = layerIds(batch, i);
    const isEven = counted?.odd.has(i) === false && !showsRepeats(all, batch, { tally, raw });
    const view = isEven ? raw : addOneByOne(all, batch, { tally, raw });
    if (isEven) addTable(all, batch, { tally, table: counted.table, index: i });
    const layer = { tally, raw, view };
    sampleTokens(all, batch, layer);
    countLabels(all, batch, layer);
    addWeights(all, batch, layer);
    countVocabulary(all, batch, layer);
    tally.places += tokens;
  });
  all.sample.settle();
}

/** A layer of a batch, as it came, and as it counts: without what stands for no choice. */
interface BatchLayer {
  readonly tally: LayerTally;
  readonly raw: LayerIds;
  readonly view: LayerIds;
}

function belongingOf({ document, step, labels }: TokenBatch): Belonging {
  return { document, step: step ?? null, label: typeof labels === 'number' ? labels : null };
}

// ---------------------------------------------------------------- loads

function isWorthTable(
  all: Collection,
  { tokens, slots }: TokenBatch,
  tallies: readonly LayerTally[],
): boolean {
  return tokens * slots >= SMALL_BATCH * all.layers.capacity && tallies.every((tally) => !tally.needsCare);
}

/** Which layers, by their place in the batch, must be counted one by one. */
function countTable(all: Collection, batch: TokenBatch): { table: BatchTable; odd: ReadonlySet<number> } {
  const { layers, facts } = all;
  let table = emptyTable(batch.layers.length, layers.capacity);
  let odd = countBatch(table, batch);
  const largest = odd.length === 0 ? -1 : largestOf(batch, facts.experts ?? MAX_TRACE_EXPERTS);
  if (largest >= layers.capacity) {
    layers.makeRoom(largest + 1);
    table = emptyTable(batch.layers.length, layers.capacity);
    odd = countBatch(table, batch);
  }
  const suspicious = batch.layers.flatMap((_, i) => (isSuspicious(table, i, facts.experts) ? [i] : []));
  return { table, odd: new Set([...odd, ...suspicious]) };
}

function largestOf({ ids }: TokenBatch, limit: number): number {
  let largest = -1;
  for (const id of ids) if (id > largest && id < limit) largest = id;
  return largest;
}

/** Ids beyond the experts; or, of who knows how many experts, 255 far above all others. */
function isSuspicious(
  { choices, capacity }: BatchTable,
  layer: number,
  experts: number | undefined,
): boolean {
  const own = choices.subarray(layer * capacity, (layer + 1) * capacity);
  if (experts !== undefined) return own.subarray(experts).some((count) => count > 0);
  return (own[255] ?? 0) > 0 && own.subarray(192, 255).every((count) => count === 0);
}

function addTable(
  all: Collection,
  batch: TokenBatch,
  { tally, table, index }: { tally: LayerTally; table: BatchTable; index: number },
): void {
  const { capacity } = table;
  const choices = table.choices.subarray(index * capacity, (index + 1) * capacity);
  addInto(tally.firsts, table.firsts.subarray(index * capacity, (index + 1) * capacity));
  tally.largest = Math.max(
    tally.largest,
    choices.findLastIndex((count) => count > 0),
  );
  tally.sizes = grown(tally.sizes, batch.slots + 1);
  tally.sizes[batch.slots]! += batch.tokens;
  for (const target of [tally.choices, ...rowsOf(all, tally, belongingOf(batch))]) addInto(target, choices);
}

/** Returns the ids as they count. */
function addOneByOne(
  all: Collection,
  batch: TokenBatch,
  { tally, raw }: { tally: LayerTally; raw: LayerIds },
): LayerIds {
  const { corrects, facts, padding, trouble } = all;
  const { tokens, slots } = batch;
  const counted = countCarefully(raw, {
    tokens,
    slots,
    experts: facts.experts ?? null,
    dropsRepeats: corrects('repeated-choices'),
    dropsPadding: corrects('padding-ids'),
  });
  const { ids } = counted;
  tally.largest = ids.reduce((a, b) => Math.max(a, b), tally.largest);
  all.layers.makeRoom(tally.largest + 1);
  for (const target of [tally.choices, ...rowsOf(all, tally, belongingOf(batch))]) {
    for (const id of ids) if (id >= 0) target[id]!++;
  }
  for (let p = 0; p < ids.length; p += slots) if (ids[p]! >= 0) tally.firsts[ids[p]!]!++;
  tally.sizes = grown(tally.sizes, slots + 1);
  addInto(tally.sizes, counted.sizes);
  tally.zeroTokens += counted.zeroTokens;
  tally.outside += counted.outside;
  tally.needsCare ||= counted.repeats > 0;
  trouble.repeats += counted.repeats;
  trouble.largestOutside = Math.max(trouble.largestOutside, counted.largestOutside);
  for (const [id, times] of counted.padding) padding.set(id, (padding.get(id) ?? 0) + times);
  return { ids, start: 0, token: slots, slot: 1 };
}

// ---------------------------------------------------------------- what else tokens tell

function sampleTokens({ sample }: Collection, batch: TokenBatch, { tally, raw, view }: BatchLayer): void {
  const { slots } = batch;
  const wanted = sample.wanted(tally.places, batch.tokens);
  sample.open(tally.layer, { slots, tokens: wanted.length });
  for (const t of wanted) {
    sample.add(tally.layer, {
      place: tally.places + t,
      slots,
      ids: view.ids,
      start: view.start + t * view.token,
      stride: view.slot,
      weights: batch.weights ?? null,
      weightStart: raw.start + t * raw.token,
      weightStride: raw.slot,
    });
  }
}

/** Of the tokens that are sampled: where one of them lists an expert twice, all are looked at. */
function showsRepeats(
  { sample }: Collection,
  { tokens, slots }: TokenBatch,
  { tally, raw }: Pick<BatchLayer, 'tally' | 'raw'>,
): boolean {
  return sample.wanted(tally.places, tokens).some((t) => hasRepeats(raw, t, slots));
}

function hasRepeats({ ids, start, token, slot }: LayerIds, t: number, slots: number): boolean {
  const from = start + t * token;
  for (let a = 1; a < slots; a++) {
    const id = ids[from + a * slot]!;
    for (let b = 0; b < a; b++) if (id >= 0 && ids[from + b * slot] === id) return true;
  }
  return false;
}

function countLabels(all: Collection, batch: TokenBatch, { tally, view }: BatchLayer): void {
  const { labels, tokens, slots } = batch;
  if (labels === null || labels === undefined) return;
  const { classes, layers } = all;
  if (typeof labels === 'number') {
    addClassTokens(all, tally, { label: labels, tokens });
    return;
  }
  const place = { layer: tally.layer, experts: layers.capacity };
  for (let t = 0; t < tokens; t++) {
    const label = labels[t]!;
    addClassTokens(all, tally, { label, tokens: 1 });
    if (!hasRoom(classes, label)) continue;
    const target = classes.target(label, place);
    for (let s = 0, p = view.start + t * view.token; s < slots; s++, p += view.slot) {
      const id = view.ids[p]!;
      if (id >= 0) target[id]!++;
    }
  }
  checkClasses(all);
}

function addWeights(all: Collection, batch: TokenBatch, { tally, raw, view }: BatchLayer): void {
  const { weights, tokens, slots } = batch;
  if (weights === null || weights === undefined) return;
  const sums = (tally.weights = grown(tally.weights ?? new Float64Array(0), all.layers.capacity));
  for (let t = 0; t < tokens; t++) {
    for (let s = 0; s < slots; s++) {
      const id = view.ids[view.start + t * view.token + s * view.slot]!;
      const weight = weights[raw.start + t * raw.token + s * raw.slot]!;
      if (id < 0) continue;
      if (Number.isFinite(weight)) sums[id]! += weight;
      else all.trouble.notFinite++;
    }
  }
}

/** First choices, as OLMoE has it; all of them where none is first. */
function countVocabulary(all: Collection, batch: TokenBatch, { tally, view }: BatchLayer): void {
  const { tokenIds } = batch;
  if (tokenIds === null || tokenIds === undefined) return;
  const { vocabulary, facts } = all;
  const counted = facts.order === 'none' ? batch.slots : 1;
  all.perOccurrence = counted;
  const place = vocabulary.placeOf(tally.layer);
  for (let t = 0; t < batch.tokens; t++) {
    const tokenId = tokenIds[t]!;
    if (!vocabulary.isWanted(tokenId)) continue;
    for (let s = 0, p = view.start + t * view.token; s < counted; s++, p += view.slot) {
      const expert = view.ids[p]!;
      if (expert >= 0) vocabulary.add(place, { expert, tokenId, count: 1 });
    }
  }
}

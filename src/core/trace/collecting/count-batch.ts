/**
 * Adds up the choices of a batch that has nothing odd about it, as fast as memory gives them: a table of all its layers,
 * in the order in which the batch lies.
 */
import type { IdArray, TokenBatch } from '../trace-sink.ts';

export interface BatchTable {
  /** [layers, capacity]: choices, and first choices. */
  readonly choices: Uint32Array;
  readonly firsts: Uint32Array;
  readonly capacity: number;
}

export function emptyTable(layers: number, capacity: number): BatchTable {
  const [choices, firsts] = [new Uint32Array(layers * capacity), new Uint32Array(layers * capacity)];
  return { choices, firsts, capacity };
}

interface Axis {
  readonly length: number;
  readonly stride: number;
  /** How far a table moves on with it. */
  readonly step: number;
}

/**
 * Indices of layers that hold something odd, whose part of the table means nothing: an id that is no expert below
 * `capacity`, or a token that lists the same one first and second, as only padding does.
 */
export function countBatch(table: BatchTable, batch: TokenBatch): number[] {
  const isWhole = countAll(table.choices, batch, table.capacity);
  const odd: number[] = [];
  for (let layer = 0; layer < batch.layers.length; layer++) {
    const isOdd = !isWhole && !areExperts(batch, layer, table.capacity);
    if (isOdd || !countFirsts(table, batch, layer)) odd.push(layer);
  }
  return odd;
}

/** False if some id was none of an expert. */
function countAll(choices: Uint32Array, batch: TokenBatch, capacity: number): boolean {
  const { ids, strides } = batch;
  const [outer, middle, inner] = [
    { length: batch.layers.length, stride: strides.layer, step: capacity },
    { length: batch.tokens, stride: strides.token, step: 0 },
    { length: batch.slots, stride: strides.slot, step: 0 },
  ].sort((a, b) => b.stride - a.stride) as [Axis, Axis, Axis];
  let isWhole = true;
  for (let i = 0; i < outer.length; i++) {
    for (let j = 0; j < middle.length; j++) {
      const from = i * outer.stride + j * middle.stride;
      const to = i * outer.step + j * middle.step;
      if (!countRun(choices, to, { ids, from, axis: inner, capacity })) isWhole = false;
    }
  }
  return isWhole;
}

function countRun(
  choices: Uint32Array,
  to: number,
  { ids, from, axis, capacity }: { ids: IdArray; from: number; axis: Axis; capacity: number },
): boolean {
  const { length, stride, step } = axis;
  let isWhole = true;
  for (let n = 0, p = from, q = to; n < length; n++, p += stride, q += step) {
    const id = ids[p]!;
    if (id >>> 0 < capacity) choices[q + id]!++;
    else isWhole = false;
  }
  return isWhole;
}

function areExperts({ ids, strides, tokens, slots }: TokenBatch, layer: number, capacity: number): boolean {
  for (let t = 0; t < tokens; t++) {
    for (let s = 0, p = layer * strides.layer + t * strides.token; s < slots; s++, p += strides.slot) {
      if (ids[p]! >>> 0 >= capacity) return false;
    }
  }
  return true;
}

/** False if some token lists one expert first and second. */
function countFirsts({ firsts, capacity }: BatchTable, batch: TokenBatch, layer: number): boolean {
  const { ids, strides, tokens, slots } = batch;
  const second = slots > 1 ? strides.slot : 0;
  const to = layer * capacity;
  for (let t = 0, p = layer * strides.layer; t < tokens; t++, p += strides.token) {
    const id = ids[p]!;
    if (second > 0 && ids[p + second] === id) return false;
    firsts[to + id]!++;
  }
  return true;
}

/**
 * Adds up the choices of a batch that has nothing odd about it, as fast as memory gives them: a table of all its layers,
 * in the order in which the batch lies.
 */
import type { TokenBatch } from '../trace-sink.ts';

export interface BatchTable {
  /** [layers, capacity]: choices, and first choices. */
  readonly choices: Uint32Array;
  readonly firsts: Uint32Array;
  /** A power of two. */
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
  const isOdd = new Uint8Array(batch.layers.length);
  const areLists = batch.strides.slot === 1 && batch.slots > 1;
  const isWhole = areLists ? countLists(table, batch, isOdd) : countEach(table, batch);
  if (!areLists) countFirsts(table, batch, isOdd);
  return Array.from(isOdd.keys()).filter(
    (layer) => isOdd[layer] === 1 || (!isWhole && !areExperts(batch, layer, table.capacity)),
  );
}

/** The one that jumps furthest first. */
function inMemoryOrder(axes: readonly Axis[]): Axis[] {
  return axes.toSorted((a, b) => b.stride - a.stride);
}

/**
 * Tokens whose experts lie side by side. False if some id was none of an expert: ids are cut to the table's width rather
 * than compared, and all of their bits gathered, so that nothing waits for a branch. Four at a time, for they don't wait
 * for each other either.
 */
function countLists(
  { choices, firsts, capacity }: BatchTable,
  { ids, strides, ...batch }: TokenBatch,
  isOdd: Uint8Array,
): boolean {
  const { slots } = batch;
  const [outer, inner] = listAxes(batch, strides);
  const { length: rows, stride: rowStride, step: rowStep } = outer;
  const { length: columns, stride, step } = inner;
  const mask = capacity - 1;
  let bits = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const layer = i * rowStep + j * step;
      const to = layer * capacity;
      let at = i * rowStride + j * stride;
      const end = at + slots;
      const first = ids[at]!;
      firsts[to + (first & mask)]!++;
      if (ids[at + 1] === first) isOdd[layer] = 1;
      for (; at + 4 <= end; at += 4) {
        const a = ids[at]!;
        const b = ids[at + 1]!;
        const c = ids[at + 2]!;
        const d = ids[at + 3]!;
        bits |= a | b | c | d;
        choices[to + (a & mask)]!++;
        choices[to + (b & mask)]!++;
        choices[to + (c & mask)]!++;
        choices[to + (d & mask)]!++;
      }
      for (; at < end; at++) {
        const id = ids[at]!;
        bits |= id;
        choices[to + (id & mask)]!++;
      }
    }
  }
  return (bits & ~mask) === 0;
}

function listAxes(
  { layers, tokens }: Pick<TokenBatch, 'layers' | 'tokens'>,
  strides: TokenBatch['strides'],
): [Axis, Axis] {
  const axes = [
    { length: layers.length, stride: strides.layer, step: 1 },
    { length: tokens, stride: strides.token, step: 0 },
  ];
  return inMemoryOrder(axes) as [Axis, Axis];
}

/** In any layout. False as above. */
function countEach({ choices, capacity }: BatchTable, { ids, strides, ...batch }: TokenBatch): boolean {
  const [outer, middle, inner] = inMemoryOrder([
    { length: batch.layers.length, stride: strides.layer, step: capacity },
    { length: batch.tokens, stride: strides.token, step: 0 },
    { length: batch.slots, stride: strides.slot, step: 0 },
  ]) as [Axis, Axis, Axis];
  const { length, stride, step } = inner;
  const mask = capacity - 1;
  let bits = 0;
  for (let i = 0; i < outer.length; i++) {
    for (let j = 0; j < middle.length; j++) {
      let from = i * outer.stride + j * middle.stride;
      let to = i * outer.step + j * middle.step;
      for (let n = 0; n < length; n++) {
        const id = ids[from]!;
        bits |= id;
        choices[to + (id & mask)]!++;
        from += stride;
        to += step;
      }
    }
  }
  return (bits & ~mask) === 0;
}

/** Marks layers in which some token lists one expert first and second. */
function countFirsts(
  { firsts, capacity }: BatchTable,
  { ids, strides, ...batch }: TokenBatch,
  isOdd: Uint8Array,
): void {
  const second = batch.slots > 1 ? strides.slot : 0;
  const [outer, inner] = listAxes(batch, strides);
  const mask = capacity - 1;
  for (let i = 0; i < outer.length; i++) {
    for (let j = 0; j < inner.length; j++) {
      const from = i * outer.stride + j * inner.stride;
      const layer = i * outer.step + j * inner.step;
      const id = ids[from]!;
      firsts[layer * capacity + (id & mask)]!++;
      if (second > 0 && ids[from + second] === id) isOdd[layer] = 1;
    }
  }
}

function areExperts({ ids, strides, tokens, slots }: TokenBatch, layer: number, capacity: number): boolean {
  for (let t = 0; t < tokens; t++) {
    for (let s = 0, p = layer * strides.layer + t * strides.token; s < slots; s++, p += strides.slot) {
      if (ids[p]! >>> 0 >= capacity) return false;
    }
  }
  return true;
}

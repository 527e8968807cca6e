/**
 * Tallies of blocks in which few magnitudes come often. A whole group is counted at once, and hardly a value is
 * decoded: three to ten times as fast as decoding, which is what makes the smallest files quick.
 */
import { blockBytes } from '../../core/dtype.ts';
import { halfOf, wordAt } from '../../core/ggml/block-bytes.ts';
import { decodeIQ2_XXS } from '../../core/ggml/codebook-blocks.ts';
import { iq2xxsGrid } from '../../core/ggml/codebooks.ts';
import { float4Values, powerScales } from '../../core/ggml/float4-blocks.ts';
import type { Tally } from '../tally.ts';
import { KeyCounts } from './key-counts.ts';
import { edges, FIRST_NORMAL_KEY } from './packed-keys.ts';
import { ValueCounts } from './value-counts.ts';

const oneFloat = new Float32Array(1);
const oneWord = new Uint32Array(oneFloat.buffer);

/** Counts of 32-bit floats, given as such. */
class Float32Counts extends ValueCounts {
  constructor() {
    super(edges, FIRST_NORMAL_KEY);
  }

  /** A finite magnitude above 0. */
  addFinite(magnitude: number, count: number): void {
    oneFloat[0] = magnitude;
    this.add(magnitude, oneWord[0]! >>> 16, count);
  }

  /** Any value, as a 32-bit float holds it. */
  addAny(value: number, count: number): void {
    oneFloat[0] = value;
    const magnitude = Math.abs(oneFloat[0]);
    if (magnitude === 0) this.addZeros(count, oneWord[0] !== 0);
    else if (magnitude < Infinity) this.addFinite(magnitude, count);
    else this.addSpecial(magnitude, count);
  }
}

function tallyOf(counts: ValueCounts, add: Tally['add'], empty: () => void): Tally {
  return {
    add,
    take: (table) => {
      empty();
      return counts.take(table as KeyCounts | null);
    },
    newTable: () => new KeyCounts(edges),
  };
}

/** A count for every scale and pair of codes; counts are 32 bits wide, so they are emptied before any can overflow. */
const MAX_PENDING = 2 ** 31;

export function mxfp4Tally(): Tally {
  const counts = new Float32Counts();
  // two tables, for even and odd places: equal codes in a row would wait for each other's store
  const even = new Uint32Array(2 ** 16);
  const odd = new Uint32Array(2 ** 16);
  let pending = 0;
  let [low, high] = [256, -1];

  function add(buffer: ArrayBuffer, byteOffset: number, elements: number): void {
    const size = blockBytes('MXFP4');
    const bytes = new Uint8Array(buffer, byteOffset, (elements / 32) * size);
    if (pending + bytes.length > MAX_PENDING) empty();
    pending += bytes.length;
    for (let at = 0; at < bytes.length; at += size) {
      const scale = bytes[at]!;
      if (scale < low) low = scale;
      if (scale > high) high = scale;
      const row = scale << 8;
      for (let j = at + 1; j < at + size; j += 2) {
        even[row | bytes[j]!]!++;
        odd[row | bytes[j + 1]!]!++;
      }
    }
  }

  function empty(): void {
    for (let scale = low; scale <= high; scale++) {
      const codes = new Float64Array(16);
      for (let pair = 0; pair < 256; pair++) {
        const count = even[(scale << 8) | pair]! + odd[(scale << 8) | pair]!;
        if (count === 0) continue;
        codes[pair & 15]! += count;
        codes[pair >>> 4]! += count;
      }
      codes.forEach((count, code) => {
        if (count > 0) counts.addAny(powerScales[scale]! * float4Values[code]!, count);
      });
    }
    for (const pairs of [even, odd]) pairs.fill(0, low << 8, (high + 1) << 8);
    pending = 0;
    [low, high] = [256, -1];
  }

  return tallyOf(counts, add, empty);
}

/** A middle point counts as this much in a sum that has the largest points in its lower bits. */
const MIDDLE_UNIT = 2 ** 26;

/** Groups of 32 between two foldings: fewer than would let a count of points reach the next. */
const MAX_GROUPS = MIDDLE_UNIT / 32;

/** How often an entry of the codebook has its middle and its largest point. */
const iq2Points = Float64Array.from({ length: 256 }, (_, entry) =>
  iq2xxsGrid
    .subarray(8 * entry, 8 * entry + 8)
    .reduce((sum, point) => sum + (point === 25 ? MIDDLE_UNIT : point === 43 ? 1 : 0), 0),
);

/** 16-bit floats from here on are infinite or no number. */
const FIRST_SPECIAL = 0x7c00;

export function iq2xxsTally(): Tally {
  const counts = new Float32Counts();
  const size = blockBytes('IQ2_XXS');
  const decoded = new Float32Array(256);
  // by the block's scale (without sign) and the group's 4 bits
  const groups = new Uint32Array(FIRST_SPECIAL << 4);
  const points = new Float64Array(FIRST_SPECIAL << 4);
  let pending = 0;
  let [low, high] = [FIRST_SPECIAL, -1];

  function add(buffer: ArrayBuffer, byteOffset: number, elements: number): void {
    const bytes = new Uint8Array(buffer, byteOffset, (elements / 256) * size);
    for (let at = 0; at < bytes.length; at += size) {
      const scale = wordAt(bytes, at) & 0x7fff;
      if (scale > 0 && scale < FIRST_SPECIAL) addGroups(bytes, at, scale);
      else {
        decodeIQ2_XXS(bytes.subarray(at, at + size), decoded);
        for (const value of decoded) counts.addAny(value, 1);
      }
    }
  }

  function addGroups(bytes: Uint8Array, block: number, scale: number): void {
    if (scale < low) low = scale;
    if (scale > high) high = scale;
    const end = block + size;
    for (let at = block + 2; at < end; at += 8) {
      const key = (scale << 4) | (bytes[at + 7]! >>> 4);
      groups[key]!++;
      points[key]! +=
        iq2Points[bytes[at]!]! +
        iq2Points[bytes[at + 1]!]! +
        iq2Points[bytes[at + 2]!]! +
        iq2Points[bytes[at + 3]!]!;
    }
    pending += 8;
    if (pending + 8 > MAX_GROUPS) empty();
  }

  function empty(): void {
    for (let key = low << 4; key < (high + 1) << 4; key++) {
      const all = 32 * groups[key]!;
      if (all === 0) continue;
      const own = halfOf(key >>> 4) * (0.5 + (key & 15)) * 0.25;
      const middle = Math.floor(points[key]! / MIDDLE_UNIT);
      const large = points[key]! - middle * MIDDLE_UNIT;
      const small = all - middle - large;
      if (small > 0) counts.addFinite(8 * own, small);
      if (middle > 0) counts.addFinite(25 * own, middle);
      if (large > 0) counts.addFinite(43 * own, large);
      groups[key] = points[key] = 0;
    }
    pending = 0;
    [low, high] = [FIRST_SPECIAL, -1];
  }

  return tallyOf(counts, add, empty);
}

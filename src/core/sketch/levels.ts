/**
 * Levels: non-zero magnitudes in rising order, each with how many weights have it. The one shape in which every
 * statistic of magnitudes is kept, from the compact sketch of a tensor to the full table of a model:
 *
 * - *exact*: each level is one magnitude (16-bit and smaller formats have at most 32,768; a ternary tensor has 1);
 * - *binned*: each level is what falls in one of `binsPerOctave` bins between powers of two. Count and mean are
 *   exact, so the cumulative curve is exact at every bin edge; the spread gives its course between them.
 *
 * Levels of parts add up to the levels of the whole, in any order.
 */
export interface Levels {
  /** Bins an octave, or null if every level is a single magnitude. */
  readonly binsPerOctave: number | null;
  /** Mean magnitude of each level, strictly rising, > 0 and finite. */
  readonly mean: Float64Array;
  /** Weights in each level; whole numbers save for scaled samples. */
  readonly count: Float64Array;
  /**
   * Standard deviation of the magnitudes within each level, or the least that is known to be no less than it; 0 where
   * exact, Infinity where squares pass the range of doubles.
   */
  readonly spread: Float32Array;
}

/** Resolution of the compact sketch of a part: enough for 0.01 points of mass on smooth densities. */
export const SKETCH_BINS = 8;

/** Resolution of full tables of 32- and 64-bit floats: the upper 7 bits of the mantissa. */
export const TABLE_BINS = 128;

/** A part with at most this many distinct magnitudes keeps them all (int4 and int8 grids, ternary weights). */
export const EXACT_LIMIT = 160;

export const noLevels: Levels = {
  binsPerOctave: null,
  mean: new Float64Array(0),
  count: new Float64Array(0),
  spread: new Float32Array(0),
};

/** The two words of a double, to read its exponent. Every platform that runs JavaScript today is little-endian. */
const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);

/** Smallest normal F32 and BF16. All smaller magnitudes share one bin: they hold no mass that could be seen. */
const FLOOR_EXPONENT = -126;

/** How far a bin's number is shifted in the upper word of the magnitudes that it holds. */
function shiftOf(binsPerOctave: number): number {
  return Math.clz32(binsPerOctave) - 11;
}

/**
 * Index of the bin of a positive magnitude: exponent × binsPerOctave + position. With `binsPerOctave` a power of two
 * it is a shift of the number's upper word.
 */
export function binOf(magnitude: number, binsPerOctave: number): number {
  asDouble[0] = magnitude;
  const bin = (asWords[1]! >>> shiftOf(binsPerOctave)) - 1023 * binsPerOctave;
  return Math.max(bin, FLOOR_EXPONENT * binsPerOctave - 1);
}

/** Lower edge of a bin; its upper edge is the lower edge of the next, Infinity after the last. */
export function binEdge(bin: number, binsPerOctave: number): number {
  if (bin < FLOOR_EXPONENT * binsPerOctave) return 0;
  if (bin >= 1024 * binsPerOctave) return Infinity;
  asWords[0] = 0;
  asWords[1] = (bin + 1023 * binsPerOctave) << shiftOf(binsPerOctave);
  return asDouble[0]!;
}

/** Mean of `count` magnitudes of one bin by their sum, held inside the bin where rounding or overflow would leave it. */
export function meanInBin(
  { count, sum }: { count: number; sum: number },
  bin: number,
  binsPerOctave: number,
): number {
  // the largest double below the upper edge
  const highest = Math.min(binEdge(bin + 1, binsPerOctave) * (1 - 2 ** -53), Number.MAX_VALUE);
  return Math.min(Math.max(sum / count, binEdge(bin, binsPerOctave), Number.MIN_VALUE), highest);
}

/** Collects levels in rising order and merges those of one bin; the builder of every `Levels`, usable again. */
export class LevelsBuilder {
  #size = 0;
  #mean = new Float64Array(256);
  #count = new Float64Array(256);
  #spread = new Float32Array(256);
  /** Bin of the last level added, and its variance in full precision. */
  #lastBin = NaN;
  #lastVariance = 0;
  readonly #binsPerOctave: number | null;

  constructor(binsPerOctave: number | null) {
    this.#binsPerOctave = binsPerOctave;
  }

  /** Adds `count` weights; `mean` must not lie in an earlier bin than the last one added. */
  add(mean: number, count: number, variance: number): void {
    if (count <= 0) return;
    const bin = this.#binsPerOctave === null ? mean : binOf(mean, this.#binsPerOctave);
    if (bin === this.#lastBin) this.#mergeIntoLast(mean, count, variance);
    else {
      this.#lastBin = bin;
      this.append(mean, count, variance);
    }
  }

  #mergeIntoLast(mean: number, count: number, variance: number): void {
    const at = this.#size - 1;
    const total = this.#count[at]! + count;
    const share = count / total;
    const step = mean - this.#mean[at]!;
    const between = step * step * share * (1 - share);
    this.#lastVariance = known(this.#lastVariance * (1 - share) + variance * share + between);
    // rounding must not carry the mean past what it is a mean of, and so into the next bin
    this.#mean[at] = Math.min(this.#mean[at]! + step * share, mean);
    this.#count[at] = total;
    this.#spread[at] = Math.sqrt(this.#lastVariance);
  }

  /** Adds a level that the caller knows to be a new one. */
  append(mean: number, count: number, variance: number): void {
    if (this.#size === this.#mean.length) this.#grow();
    this.#mean[this.#size] = mean;
    this.#count[this.#size] = count;
    this.#lastVariance = known(variance);
    this.#spread[this.#size] = Math.sqrt(this.#lastVariance);
    this.#size++;
  }

  #grow(): void {
    this.#mean = enlarged(this.#mean, new Float64Array(4 * this.#size));
    this.#count = enlarged(this.#count, new Float64Array(4 * this.#size));
    this.#spread = enlarged(this.#spread, new Float32Array(4 * this.#size));
  }

  /** The levels so far; the builder is empty again. */
  build(): Levels {
    const size = this.#size;
    this.#size = 0;
    this.#lastBin = NaN;
    return {
      binsPerOctave: this.#binsPerOctave,
      mean: this.#mean.slice(0, size),
      count: this.#count.slice(0, size),
      spread: this.#spread.slice(0, size),
    };
  }
}

/** A variance as computed: rounding may have left it below zero, overflow no number at all. */
function known(variance: number): number {
  return Number.isNaN(variance) ? Infinity : Math.max(0, variance);
}

function enlarged<T extends Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** The same weights at a coarser resolution. */
export function coarsen(levels: Levels, binsPerOctave: number): Levels {
  if (levels.binsPerOctave === binsPerOctave) return levels;
  const builder = new LevelsBuilder(binsPerOctave);
  for (let i = 0; i < levels.mean.length; i++) {
    builder.add(levels.mean[i]!, levels.count[i]!, levels.spread[i]! ** 2);
  }
  return builder.build();
}

/**
 * Levels of the union. Exact stays exact while at most `exactLimit` magnitudes come together; otherwise all is
 * brought to the coarsest resolution present (`binnedAs` where all were exact).
 */
export function mergeLevels(
  parts: readonly Levels[],
  { exactLimit = Infinity, binnedAs = SKETCH_BINS }: { exactLimit?: number; binnedAs?: number } = {},
): Levels {
  const filled = parts.filter((levels) => levels.mean.length > 0);
  if (filled.length === 0) return noLevels;
  const resolutions = filled.flatMap(({ binsPerOctave }) => (binsPerOctave === null ? [] : [binsPerOctave]));
  const common = resolutions.length > 0 ? Math.min(...resolutions) : null;
  const merged = common === null ? mergeSorted(filled, null) : mergeBinned(filled, common);
  return common === null && merged.mean.length > exactLimit ? coarsen(merged, binnedAs) : merged;
}

/** Pairwise merging from the smallest up: n log(parts) work, whatever the number of parts. */
function mergeSorted(parts: readonly Levels[], binsPerOctave: number | null): Levels {
  let round = [...parts];
  while (round.length > 1) {
    const next: Levels[] = [];
    for (let i = 0; i < round.length; i += 2) {
      const [a, b] = [round[i]!, round[i + 1]];
      next.push(b === undefined ? a : mergeTwo(a, b, binsPerOctave));
    }
    round = next;
  }
  return round[0]!;
}

function mergeTwo(a: Levels, b: Levels, binsPerOctave: number | null): Levels {
  const builder = new LevelsBuilder(binsPerOctave);
  let i = 0;
  let j = 0;
  while (i < a.mean.length || j < b.mean.length) {
    const takeA = j >= b.mean.length || (i < a.mean.length && a.mean[i]! <= b.mean[j]!);
    const from = takeA ? a : b;
    const at = takeA ? i++ : j++;
    builder.add(from.mean[at]!, from.count[at]!, from.spread[at]! ** 2);
  }
  return builder.build();
}

/** Sums into one array of bins: linear in all levels, which is what a selection of 36,000 parts needs. */
function mergeBinned(parts: readonly Levels[], binsPerOctave: number): Levels {
  let low = Infinity;
  let high = -Infinity;
  for (const { mean } of parts) {
    low = Math.min(low, binOf(mean[0]!, binsPerOctave));
    high = Math.max(high, binOf(mean[mean.length - 1]!, binsPerOctave));
  }
  const sums = new BinSums(low, high, binsPerOctave);
  for (const levels of parts) sums.add(levels);
  return sums.build();
}

/** Count, sum and sum of squares by bin, over a known range of bins. */
class BinSums {
  readonly #low: number;
  readonly #binsPerOctave: number;
  readonly #count: Float64Array;
  readonly #sum: Float64Array;
  readonly #square: Float64Array;

  constructor(low: number, high: number, binsPerOctave: number) {
    this.#low = low;
    this.#binsPerOctave = binsPerOctave;
    this.#count = new Float64Array(high - low + 1);
    this.#sum = new Float64Array(high - low + 1);
    this.#square = new Float64Array(high - low + 1);
  }

  add({ mean, count, spread }: Levels): void {
    for (let i = 0; i < mean.length; i++) {
      const m = mean[i]!;
      const c = count[i]!;
      const bin = binOf(m, this.#binsPerOctave) - this.#low;
      this.#count[bin]! += c;
      this.#sum[bin]! += c * m;
      this.#square[bin]! += c * (m * m + spread[i]! * spread[i]!);
    }
  }

  build(): Levels {
    const builder = new LevelsBuilder(this.#binsPerOctave);
    for (let bin = 0; bin < this.#count.length; bin++) {
      const count = this.#count[bin]!;
      if (count <= 0) continue;
      const mean = meanInBin({ count, sum: this.#sum[bin]! }, this.#low + bin, this.#binsPerOctave);
      builder.append(mean, count, this.#square[bin]! / count - mean * mean);
    }
    return builder.build();
  }
}

/** The same levels with every count multiplied: how a sample speaks for its whole. */
export function scaleLevels(levels: Levels, factor: number): Levels {
  return factor === 1 ? levels : { ...levels, count: levels.count.map((c) => c * factor) };
}

/** Number of weights and Σ|w| of all levels. */
export function summed({ mean, count }: Levels): { count: number; sum: number } {
  let [weights, sum] = [0, 0];
  for (let i = 0; i < mean.length; i++) {
    weights += count[i]!;
    sum += count[i]! * mean[i]!;
  }
  return { count: weights, sum };
}

/**
 * The sparsity curve the plain way: magnitudes sorted, then summed up. Nothing here is shared with the product, so
 * that agreement means something.
 */
export class Ranked {
  readonly #magnitudes: Float64Array;
  readonly #mass: Float64Array;
  readonly #energy: Float64Array;

  constructor(values: readonly Float32Array[], { isNonZeroOnly = false } = {}) {
    const all = values.flatMap((some) => Array.from(some, Math.abs));
    const counted = isNonZeroOnly ? all.filter((magnitude) => magnitude > 0) : all;
    this.#magnitudes = Float64Array.from(counted).sort().reverse();
    this.#mass = cumulative(this.#magnitudes);
    this.#energy = cumulative(this.#magnitudes.map((magnitude) => magnitude ** 2));
  }

  get count(): number {
    return this.#magnitudes.length;
  }

  get mass(): number {
    return this.#mass.at(-1)!;
  }

  get energy(): number {
    return this.#energy.at(-1)!;
  }

  /** Share of Σ|w| that this fraction of the weights holds, largest first; linear between ranks. */
  massAt(kept: number): number {
    return between(this.#mass, kept * this.count) / this.mass;
  }

  energyAt(kept: number): number {
    return between(this.#energy, kept * this.count) / this.energy;
  }

  /** The smallest |w| among those kept. */
  magnitudeAt(kept: number): number {
    return this.#magnitudes[Math.max(0, Math.ceil(kept * this.count) - 1)]!;
  }

  /** Fraction of weights with at least this magnitude. */
  keptFrom(threshold: number): number {
    return this.#magnitudes.filter((magnitude) => magnitude >= threshold).length / this.count;
  }

  /** Least fraction of weights that holds this share of the mass. */
  neededFor(share: number): number {
    const rank = this.#mass.findIndex((sum) => sum >= share * this.mass);
    const before = this.#mass[rank - 1]!;
    return (rank - 1 + (share * this.mass - before) / (this.#mass[rank]! - before)) / this.count;
  }

  /** Share of weights above the mean magnitude. */
  get knee(): number {
    const mean = this.mass / this.count;
    return this.#magnitudes.filter((magnitude) => magnitude > mean).length / this.count;
  }

  /** Σ(2i − n − 1)a₍ᵢ₎ ⁄ (nΣa), a rising. */
  get gini(): number {
    const n = this.count;
    const weighted = this.#magnitudes.reduce((sum, magnitude, i) => sum + (n - 1 - 2 * i) * magnitude, 0);
    return weighted / (n * this.mass);
  }
}

/** Sums of the first 0, 1, 2, … values. */
function cumulative(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => (sums[i + 1] = sums[i]! + value));
  return sums;
}

function between(sums: Float64Array, rank: number): number {
  const below = Math.min(sums.length - 2, Math.floor(rank));
  return sums[below]! + (rank - below) * (sums[below + 1]! - sums[below]!);
}

/**
 * Conditional Bernoulli sampling: a set of exactly m items, drawn with probability ∝ Π_{i∈S} w_i. Of all ways to draw m
 * items with given inclusion probabilities it has the largest entropy (Chen, Dempster & Liu, Biometrika 1994): nothing
 * but the loads and the size is in it.
 *
 * It is what independent coins with p_i = c w_i/(1 + c w_i) show, given that m of them fall heads; c is free, and chosen
 * so that Σp = m. Then m heads are no rarity, and sums of products of probabilities tell everything: no differences of
 * large numbers, as in formulas of symmetric polynomials, so digits hold for any number of experts.
 */
export interface Coins {
  /** p and 1 − p of each coin; apart, for digits of 1 − p. */
  readonly heads: Float64Array;
  readonly tails: Float64Array;
}

/**
 * The coins of a set of `size` items with log-weights [n], which may be −Infinity (never) or Infinity (always). At least
 * `size` weights must be above 0, and at most `size` infinite.
 */
export function coinsOf(logWeights: Float64Array, size: number): Coins {
  const finite = logWeights.filter(Number.isFinite);
  const certain = logWeights.reduce((total, weight) => total + (weight === Infinity ? 1 : 0), 0);
  const shift = shiftTo(finite, size - certain);
  return {
    heads: logWeights.map((weight) => logistic(weight + shift)),
    tails: logWeights.map((weight) => logistic(-(weight + shift))),
  };
}

/** c with Σ σ(w + c) = total, by bisection to the last digit; an end of the range where only infinity would do. */
function shiftTo(logWeights: Float64Array, total: number): number {
  const largest = logWeights.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  let [low, high] = [-largest - FAR, largest + FAR];
  for (let middle = 0; middle > low && middle < high;) {
    const reached = logWeights.reduce((sum, weight) => sum + logistic(weight + middle), 0);
    if (reached < total) low = middle;
    else high = middle;
    middle = (low + high) / 2;
  }
  return (low + high) / 2;
}

/** 1 − σ(40) is below the last digit of 1. */
const FAR = 40;

function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

export interface Inclusion {
  /** The probability of each item to be in the set, and to be left out, [n]. */
  readonly inside: Float64Array;
  readonly outside: Float64Array;
}

/** O(n m). `size` must be possible: not more than there are coins with a head, nor fewer than there are without a tail. */
export function inclusionOf({ heads, tails }: Coins, size: number): Inclusion {
  const n = heads.length;
  const width = size + 1;
  const before = headCounts(heads, tails, size);
  const after = headCounts(heads.toReversed(), tails.toReversed(), size);
  const chance = before[n * width + size]!;
  const [inside, outside] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    let [others, othersLessOne] = [0, 0];
    for (let j = 0; j <= size; j++) {
      const left = before[i * width + j]!;
      const right = (n - 1 - i) * width + size - j;
      others += left * after[right]!;
      if (j < size) othersLessOne += left * after[right - 1]!;
    }
    inside[i] = (heads[i]! * othersLessOne) / chance;
    outside[i] = (tails[i]! * others) / chance;
  }
  return { inside, outside };
}

/** [n + 1, size + 1]: the chance of j heads among the first i coins. */
function headCounts(heads: Float64Array, tails: Float64Array, size: number): Float64Array {
  const width = size + 1;
  const table = new Float64Array((heads.length + 1) * width);
  table[0] = 1;
  for (let i = 0; i < heads.length; i++) {
    for (let j = 0; j < width; j++) {
      const more = j > 0 ? table[i * width + j - 1]! * heads[i]! : 0;
      table[(i + 1) * width + j] = table[i * width + j]! * tails[i]! + more;
    }
  }
  return table;
}

/**
 * The probability of each pair to be in the set together, [n · n], inside probabilities on the diagonal: with i inside,
 * the others are such a set too, one smaller. O(n² m).
 */
export function pairInclusion(coins: Coins, size: number): Float64Array {
  const n = coins.heads.length;
  const pairs = new Float64Array(n * n);
  const { inside } = inclusionOf(coins, size);
  inside.forEach((chance, i) => {
    pairs[i * n + i] = chance;
    if (size < 2 || chance === 0) return;
    const rest = { heads: coins.heads.slice(), tails: coins.tails.slice() };
    [rest.heads[i], rest.tails[i]] = [0, 1];
    inclusionOf(rest, size - 1).inside.forEach((given, j) => {
      if (j !== i) pairs[i * n + j] = chance * given;
    });
  });
  return pairs;
}

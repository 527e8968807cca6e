/** What a count of tokens says of a probability. */
import { normalCdf } from '../../sketch/normal.ts';

/** Φ⁻¹(p), by bisection to the last digit; p within (0, 1). */
export function normalQuantile(p: number): number {
  let [low, high] = [-40, 40];
  for (let middle = 0; middle > low && middle < high;) {
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
    middle = (low + high) / 2;
  }
  return high;
}

/** Standard normal quantiles: two-sided and one-sided 95 %. */
const Z_TWO_SIDED = normalQuantile(0.975);
const Z_ONE_SIDED = normalQuantile(0.95);

/**
 * Wilson's score interval (1927) of `successes` in `trials`, which never leaves [0, 1] and holds for rare events too.
 * Trials are taken to be independent: tokens of one text are not, so see bootstrap.ts. [0, 1] of no trials.
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  z = Z_TWO_SIDED,
): readonly [number, number] {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const weight = (z * z) / trials;
  const centre = share + weight / 2;
  const reach = z * Math.sqrt((share * (1 - share)) / trials + weight / trials / 4);
  return [
    successes === 0 ? 0 : (centre - reach) / (1 + weight),
    successes === trials ? 1 : (centre + reach) / (1 + weight),
  ];
}

/**
 * An upper bound, at 95 %, of the probability behind a count: Wilson's, and where nothing was seen the exact
 * 1 − 0.05^(1/n), which the rule of three calls 3/n.
 */
export function upperBound(successes: number, trials: number): number {
  if (trials === 0) return 1;
  if (successes === 0) return -Math.expm1(Math.log(0.05) / trials);
  return wilsonInterval(successes, trials, Z_ONE_SIDED)[1];
}

/**
 * Tokens needed until two experts' chances of being chosen, a and b, lie two standard errors apart: z² variance/(a − b)².
 * By leaving out that they may be chosen together it errs to the safe side. Infinity where they are equal.
 */
export function tokensToSeparate(a: number, b: number, z = Z_TWO_SIDED): number {
  const gap = a - b;
  return gap === 0 ? Infinity : Math.ceil((z * z * (a + b - gap * gap)) / (gap * gap));
}

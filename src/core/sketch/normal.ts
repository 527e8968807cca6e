/** The standard normal distribution. */

export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Φ(z), by the continued fraction of the upper tail (Abramowitz & Stegun 26.2.14) beyond 3 and the power series
 * (26.2.11) within; absolute error below 1e-14.
 */
export function normalCdf(z: number): number {
  if (z < -3) return upperTail(-z);
  if (z < 0) return 1 - normalCdf(-z);
  return z > 3 ? 1 - upperTail(z) : 0.5 + normalDensity(z) * series(z);
}

function series(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (z * z) / (2 * n + 1);
    sum += term;
  }
  return sum;
}

function upperTail(z: number): number {
  let fraction = z;
  for (let n = 60; n >= 1; n--) fraction = z + n / fraction;
  return normalDensity(z) / fraction;
}

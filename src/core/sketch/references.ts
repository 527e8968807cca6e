/**
 * Curves of well-known distributions, to compare a layer with: "still looks like its initialisation". Each is given
 * by its threshold z on |x| in units of the distribution's own scale, so no quantile function is needed.
 * Closed forms: with Q = 1 − Φ and φ the standard normal density, E[|x|; |x| > z] = 2φ(z) and
 * E[x²; |x| > z] = 2(zφ(z) + Q(z)) for the Gaussian; the others by direct integration.
 */
import { normalCdf, normalDensity } from './normal.ts';

export interface ReferencePoint {
  readonly keptFraction: number;
  readonly massFraction: number;
  readonly energyFraction: number;
}

export interface Reference {
  readonly id: string;
  readonly name: string;
  /** Largest threshold worth drawing. */
  readonly reach: number;
  at(z: number): ReferencePoint;
}

const TRUNCATION = 2;
const truncatedMass = normalDensity(0) - normalDensity(TRUNCATION);
const truncatedCount = normalCdf(TRUNCATION) - 0.5;
const truncatedEnergy = truncatedCount - TRUNCATION * normalDensity(TRUNCATION);

export const references = [
  {
    id: 'gaussian',
    name: 'Gaussian',
    reach: 6,
    at: (z) => ({
      keptFraction: 2 * normalCdf(-z),
      massFraction: Math.exp((-z * z) / 2),
      energyFraction: 2 * (z * normalDensity(z) + normalCdf(-z)),
    }),
  },
  {
    id: 'uniform',
    name: 'Uniform',
    reach: 1,
    at: (z) => ({ keptFraction: 1 - z, massFraction: 1 - z ** 2, energyFraction: 1 - z ** 3 }),
  },
  {
    id: 'laplace',
    name: 'Laplace',
    reach: 20,
    at: (z) => ({
      keptFraction: Math.exp(-z),
      massFraction: Math.exp(-z) * (1 + z),
      energyFraction: Math.exp(-z) * (1 + z + z ** 2 / 2),
    }),
  },
  {
    id: 'truncated-normal',
    name: 'Truncated normal (2σ initialisation)',
    reach: TRUNCATION,
    at: (z) => ({
      keptFraction: (normalCdf(TRUNCATION) - normalCdf(z)) / truncatedCount,
      massFraction: (normalDensity(z) - normalDensity(TRUNCATION)) / truncatedMass,
      energyFraction:
        (normalCdf(TRUNCATION) -
          normalCdf(z) +
          z * normalDensity(z) -
          TRUNCATION * normalDensity(TRUNCATION)) /
        truncatedEnergy,
    }),
  },
] as const satisfies readonly Reference[];

export type ReferenceId = (typeof references)[number]['id'];

/** How often the last step towards the origin is halved: down to a kept fraction of about 1e-8. */
const HALVINGS = 20;

/**
 * Points from (0, 0), or as near as the reach comes, to (1, 1): `count` steps evenly spaced in the threshold, the first
 * of them halved again and again, for logarithmic axes.
 */
export function traceReference(reference: Reference, count = 200): ReferencePoint[] {
  const halved = Array.from({ length: HALVINGS }, (_, k) => 2 ** (k - HALVINGS));
  const even = Array.from({ length: count }, (_, i) => i + 1);
  return [0, ...halved, ...even].map((step) => reference.at(reference.reach * (1 - step / count)));
}

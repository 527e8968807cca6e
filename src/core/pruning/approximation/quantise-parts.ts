/** Matrices that are stored in fewer bits: what their rounding adds, by sketches or by the pass, and what their scales take. */
import type { Dtype } from '../../dtype.ts';
import { roles, type Role } from '../../structure.ts';
import { quantisedBytes, type QuantisedBits } from '../matrix/quantise.ts';
import { orderedPlace, orderedRow } from '../ordered-tables.ts';
import { noiseAt } from '../ordered/quantisation-table.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { QuantiseAction } from '../plan.ts';
import { newNoise, type Approximation } from './approximation.ts';
import { bytesOfPart, dtypeOfPart, isRounded, shapeOfPart } from './part-place.ts';
import { noisePlace } from './sketch-noise.ts';

const rolesOf: Readonly<Record<QuantiseAction['of'], readonly Role[]>> = {
  experts: ['expert'],
  routers: ['router'],
  rest: ['shared-expert', 'other'],
};

/** What there is to say of the matrices, whatever else a plan does. */
export interface QuantisedFacts {
  /** Matrices that were rounded before, and how. */
  readonly rounded: number;
  readonly roundedTypes: readonly Dtype[];
  /** Bytes. */
  readonly before: number;
  readonly after: number;
  /** Weights. */
  readonly notFinite: number;
  /** Matrices whose noise nothing tells. */
  readonly unknown: number;
}

export interface QuantisedParts extends Approximation {
  readonly facts: QuantisedFacts;
}

/** Good for as long as the basis is: no slider changes it. */
const known = new WeakMap<PlanBasis, Map<string, QuantisedParts>>();

export function quantiseParts(basis: PlanBasis, action: QuantiseAction, at: number): QuantisedParts {
  const ofBasis = known.get(basis) ?? new Map<string, QuantisedParts>();
  known.set(basis, ofBasis);
  const key = [action.of, action.bits, action.group, at].join();
  const found = ofBasis.get(key) ?? quantised(basis, action, at);
  ofBasis.set(key, found);
  return found;
}

function quantised(basis: PlanBasis, action: QuantiseAction, at: number): QuantisedParts {
  const { of, bits, group } = action;
  const { catalogue, summary } = basis.input;
  const wanted = rolesOf[of].map((role) => roles.indexOf(role));
  const { role, parameters } = catalogue.parts;
  const parts = Uint32Array.from(role.keys()).filter(
    (part) => wanted.includes(role[part]!) && parameters[part]! > 0,
  );
  const noise = noiseOf(basis, parts, action);
  const scaleBytes = Float64Array.from(
    parts,
    (part) => quantisedBytes(shapeOfPart(basis, part), { bits, group }).scales,
  );
  const isSample = group === 'tensor' && summary.kind === 'sample';
  return {
    action: at,
    parts,
    noise,
    certainty: isSample ? 'estimate' : 'bounded',
    parameters: null,
    bits,
    scaleBytes,
    facts: factsOf(basis, { parts, noise, bits, scaleBytes }),
  };
}

function noiseOf(
  { noise: ofSketches, input: { summary, ordered } }: PlanBasis,
  parts: Uint32Array,
  { bits, group }: QuantiseAction,
): Approximation['noise'] {
  const noise = newNoise(parts.length);
  parts.forEach((part, i) => {
    if (group === 'tensor') {
      if (!(summary.parts.totals.count[part]! > 0)) return;
      const place = noisePlace(part, bits);
      noise.value[i] = ofSketches.value[place]!;
      noise.low[i] = ofSketches.low[place]!;
      noise.high[i] = ofSketches.high[place]!;
      return;
    }
    const numbers = ordered && orderedRow(ordered, 'quantisation', orderedPlace(ordered, part));
    if (numbers !== null) noise.value[i] = noise.low[i] = noise.high[i] = noiseAt(numbers, { bits, group });
  });
  return noise;
}

function factsOf(
  { input: { catalogue, summary } }: PlanBasis,
  {
    parts,
    noise,
    bits,
    scaleBytes,
  }: Pick<Approximation, 'parts' | 'noise'> & {
    readonly bits: QuantisedBits;
    readonly scaleBytes: Float64Array;
  },
): QuantisedFacts {
  const { nan, infinite } = summary.parts.totals;
  const rounded = parts.filter((part) => isRounded(dtypeOfPart(catalogue, part)));
  let [before, after, notFinite, unknown] = [0, 0, 0, 0];
  parts.forEach((part, i) => {
    before += bytesOfPart(catalogue, part);
    after += (catalogue.parts.parameters[part]! * bits) / 8 + scaleBytes[i]!;
    notFinite += nan[part]! + infinite[part]!;
    if (Number.isNaN(noise.value[i])) unknown++;
  });
  const roundedTypes = [...new Set(Array.from(rounded, (part) => dtypeOfPart(catalogue, part)))];
  return { rounded: rounded.length, roundedTypes, before, after, notFinite, unknown };
}

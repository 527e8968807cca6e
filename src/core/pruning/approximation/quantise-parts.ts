/** Matrices that are stored in fewer bits: what their rounding adds, by sketches or by the pass, and what their scales take. */
import { roleAt } from '../../catalogue.ts';
import type { Role } from '../../structure.ts';
import { quantisedBytes } from '../matrix/quantise.ts';
import { orderedPlace, orderedRow } from '../ordered-tables.ts';
import { noiseAt } from '../ordered/quantisation-table.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { QuantiseAction } from '../plan.ts';
import { newNoise, type Approximation } from './approximation.ts';
import { shapeOfPart } from './part-place.ts';
import { sketchNoise } from './sketch-noise.ts';

const rolesOf: Readonly<Record<QuantiseAction['of'], readonly Role[]>> = {
  experts: ['expert'],
  routers: ['router'],
  rest: ['shared-expert', 'other'],
};

/** Good for as long as the basis is: no slider changes it. */
const known = new WeakMap<PlanBasis, Map<string, Approximation>>();

export function quantiseParts(basis: PlanBasis, action: QuantiseAction, at: number): Approximation {
  const ofBasis = known.get(basis) ?? new Map<string, Approximation>();
  known.set(basis, ofBasis);
  const key = [action.of, action.bits, action.group, at].join();
  const found = ofBasis.get(key) ?? quantised(basis, action, at);
  ofBasis.set(key, found);
  return found;
}

function quantised(basis: PlanBasis, { of, bits, group }: QuantiseAction, at: number): Approximation {
  const { catalogue, summary, ordered } = basis.input;
  const parts = Uint32Array.from(catalogue.parts.role.keys()).filter(
    (part) => rolesOf[of].includes(roleAt(catalogue.parts, part)) && catalogue.parts.parameters[part]! > 0,
  );
  const noise = newNoise(parts.length);
  parts.forEach((part, i) => {
    if (group === 'tensor') {
      if (!(summary.parts.totals.count[part]! > 0)) return;
      const own = sketchNoise(summary.parts, { row: part, bits });
      noise.value[i] = own.value;
      noise.low[i] = own.low;
      noise.high[i] = own.high;
      return;
    }
    const numbers = ordered && orderedRow(ordered, 'quantisation', orderedPlace(ordered, part));
    if (numbers !== null) noise.value[i] = noise.low[i] = noise.high[i] = noiseAt(numbers, { bits, group });
  });
  const isSample = group === 'tensor' && summary.kind === 'sample';
  return {
    action: at,
    parts,
    noise,
    certainty: isSample ? 'estimate' : 'bounded',
    parameters: null,
    bits,
    scaleBytes: Float64Array.from(
      parts,
      (part) => quantisedBytes(shapeOfPart(basis, part), { bits, group }).scales,
    ),
  };
}

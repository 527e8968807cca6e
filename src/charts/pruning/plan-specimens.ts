/** Charts of plans on fixed data: snapshots in tests, and shown on the gallery page. */
import { seededRandom } from '../../core/random.ts';
import { shareAt } from '../../core/sketch/curve.ts';
import { curveOfWeights, specimenLook } from '../specimens.ts';
import type { LoadShiftSpec } from './load-shift.ts';
import type { PlanCurveSpec } from './plan-curve.ts';

const random = seededRandom(11);
const curve = curveOfWeights(Array.from({ length: 4000 }, () => 0.02 * random.normal()));

/** On the curve, as one threshold for all ends. */
const global = {
  label: 'One threshold',
  color: specimenLook.series[0]!,
  weights: 0.4,
  share: shareAt(curve, 0.4 * curve.finite, 'mass'),
};

const planCurve: PlanCurveSpec = {
  width: 640,
  height: 320,
  label: 'All experts',
  curve,
  isEstimate: false,
  quantity: 'mass',
  plans: [global, { label: 'Half the experts', color: specimenLook.series[1]!, weights: 0.5, share: 0.52 }],
  shown: 0,
};

export const planCurveSpecimens: Readonly<Record<string, PlanCurveSpec>> = {
  'plan-curve': planCurve,
  'plan-curve-crowded': {
    ...planCurve,
    plans: [0.41, 0.4, 0.42, 0.43].map((weights, i) => ({
      label: `Plan ${i + 1}`,
      color: specimenLook.series[i]!,
      weights,
      share: 0.72,
    })),
    shown: 1,
  },
  'plan-curve-nothing-cut-phone': {
    ...planCurve,
    width: 330,
    plans: [{ label: 'Plan 1', color: specimenLook.series[0]!, weights: 1, share: 1 }],
  },
};

const before = Float64Array.from([0.3, 0.2, 0.15, 0.1, 0.1, 0.08, 0.05, 0.02]);
const stays = Array.from(before, (_, expert) => expert < 5);
const left = before.reduce((sum, share, expert) => (stays[expert]! ? sum + share : sum), 0);

const shift: LoadShiftSpec = {
  width: 520,
  height: 240,
  layerName: 'layer 1',
  before,
  after: before.map((share, expert) => (stays[expert]! ? share / left : 0)),
  stays,
};

const many = Float64Array.from({ length: 128 }, (_, expert) => 1 / (1 + (expert % 37)));
const sum = many.reduce((a, b) => a + b, 0);
const shares = many.map((share) => share / sum);

export const loadShiftSpecimens: Readonly<Record<string, LoadShiftSpec>> = {
  'plan-load': shift,
  'plan-load-nobody-goes': { ...shift, after: before, stays: stays.map(() => true) },
  'plan-load-skyline-phone': {
    ...shift,
    width: 330,
    before: shares,
    after: shares,
    stays: Array.from(shares, () => true),
  },
};

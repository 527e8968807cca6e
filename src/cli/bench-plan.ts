/** Measures how long the costs of a plan take while a slider moves, and prints JSON: for bench/plan.mjs. */
import { planCosts } from '../core/pruning/cost-plan.ts';
import { quantisedBits, quantisedGroups } from '../core/pruning/matrix/quantise.ts';
import type { Action, QuantiseAction, RankAction, WeightsAction } from '../core/pruning/plan.ts';
import { plannedGiant } from './bench/planned-giant.ts';

const positions = Number(process.argv[2] ?? '200');

const began = performance.now();
const basis = plannedGiant();
const basisMs = performance.now() - began;

function weights(per: WeightsAction['per'], fraction: number): Action {
  const scope = { layers: null, projection: null };
  return { kind: 'weights', scope, per, amount: { kind: 'keep', fraction } };
}

function experts(keep: number): Action {
  return {
    kind: 'experts',
    layers: null,
    amount: { kind: 'each-layer', keep },
    criterion: 'reap',
    seed: 1,
  };
}

function merged(keep: number): Action {
  return { kind: 'merge', layers: null, keep, method: 'm-smoe', isAligned: false };
}

function quantised(bits: QuantiseAction['bits'], group: QuantiseAction['group']): Action {
  return { kind: 'quantise', of: 'experts', bits, group };
}

/** Bits and groups one after the other, each for the first time. */
function anyQuantised(t: number): Action {
  const at = Math.floor(t * quantisedBits.length * quantisedGroups.length);
  return quantised(
    quantisedBits[at % quantisedBits.length]!,
    quantisedGroups[Math.floor(at / quantisedBits.length)]!,
  );
}

function ranks(kind: RankAction['amount']['kind'], fraction: number): Action {
  return { kind: 'rank', scope: { layers: null, projection: null }, amount: { kind, fraction } };
}

/** Position t in [0, 1] of each slider. */
const sliders: Readonly<Record<string, (t: number) => readonly Action[]>> = {
  'weights, one threshold': (t) => [weights('all', t)],
  'weights, one threshold in units of RMS': (t) => [weights('rms', t)],
  'weights by layer': (t) => [weights('layer', t)],
  'weights by expert': (t) => [weights('expert', t)],
  'weights by matrix': (t) => [weights('projection', t)],
  'experts of each layer': (t) => [experts(Math.round(8 + 120 * t))],
  'weights after experts': (t) => [experts(64), weights('all', t)],
  'experts merged': (t) => [merged(Math.round(8 + 120 * t))],
  'weights after merged experts': (t) => [merged(120), weights('all', t)],
  'experts before weights': (t) => [experts(Math.round(8 + 120 * t)), weights('all', 0.5)],
  'bits and groups of experts': (t) => [anyQuantised(t)],
  'weights before int8': (t) => [weights('all', t), quantised(8, 'tensor')],
  'experts before int4 by 32': (t) => [experts(Math.round(8 + 120 * t)), quantised(4, 32)],
  'share of ranks': (t) => [ranks('fraction', t)],
  'ranks by energy': (t) => [ranks('energy', t)],
};

const measured = Object.entries(sliders).map(([name, actionsAt]) => {
  const times = Array.from({ length: positions }, (_, i) => {
    const actions = actionsAt((i + 0.5) / positions);
    const start = performance.now();
    planCosts(basis, { name: '', actions });
    return performance.now() - start;
  });
  return { name, times };
});

console.log(JSON.stringify({ basisMs, positions, measured }));

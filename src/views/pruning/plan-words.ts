/** What choices of plans are called. */
import type { WeightsAction, WeightsAmount, WeightScore } from '../../core/pruning/plan.ts';

export type WeightsPer = WeightsAction['per'];

export const perWords: Readonly<Record<WeightsPer, string>> = {
  all: 'All together',
  rms: 'All together, scaled by RMS',
  layer: 'Each layer for itself',
  expert: 'Each expert for itself',
  projection: 'Each matrix for itself',
  neuron: 'Each neuron for itself',
};

export const scoreWords: Readonly<Record<WeightScore, string>> = {
  magnitude: 'Magnitude',
  wanda: 'Wanda: magnitude × input',
};

export type AmountKind = WeightsAmount['kind'];

export const amountWords: Readonly<Record<AmountKind, string>> = {
  keep: 'Weights',
  mass: 'Mass',
  energy: 'Energy',
  threshold: '|w| ≥',
  pattern: 'N:M',
};

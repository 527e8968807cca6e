/** The numbers of a recipe that belong to no part of it. */
import { seedParameter, type Parameters } from './parameters.ts';
import type { RunSetting } from './recipe-path.ts';

export const runParameters = {
  epochs: {
    type: 'integer',
    min: 1,
    max: 1000,
    default: 5,
    scale: 'logarithmic',
    label: 'Epochs',
    explanation: 'How often every training sample is seen.',
  },
  batchSize: {
    type: 'integer',
    min: 1,
    max: 4096,
    default: 128,
    scale: 'logarithmic',
    label: 'Batch size',
    explanation: 'Samples that one step averages over. Balance and capacity are within a batch.',
  },
  seed: seedParameter,
} as const satisfies Parameters & Record<RunSetting, unknown>;

/** Parameters that several routers declare alike. */
import type { IntegerParameter, NumberParameter } from '../../core/parameters.ts';

export const topKParameter = {
  type: 'integer',
  min: 1,
  max: 64,
  default: 2,
  label: 'Experts a sample',
  explanation: 'k: how many experts each sample goes to, at most as many as there are.',
} as const satisfies IntegerParameter;

export const capacityParameter = {
  type: 'number',
  min: 0.5,
  max: 64,
  default: 1.25,
  scale: 'logarithmic',
  label: 'Capacity factor',
  explanation:
    'How many times its fair share of a batch an expert takes while training, before it turns samples away.',
} as const satisfies NumberParameter;

export const capacityAtTestParameter = {
  ...capacityParameter,
  default: 2,
  label: 'Capacity at test',
  explanation: 'The same while evaluating.',
} as const satisfies NumberParameter;

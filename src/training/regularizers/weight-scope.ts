/** Which weights a penalty on weights is on. */
import type { ChoiceParameter, ValueOf } from '../../core/parameters.ts';
import type { Weight, WeightGroup } from '../weights.ts';

export const scopeParameter = {
  type: 'choice',
  choices: [
    { value: 'experts', label: 'Experts' },
    { value: 'gate', label: 'Gate' },
    { value: 'all', label: 'All' },
  ],
  default: 'experts',
  label: 'On the weights of',
  explanation: 'The experts, shared ones included; the gate; or everything that is trained. Never on biases.',
} as const satisfies ChoiceParameter;

export type WeightScope = ValueOf<typeof scopeParameter>;

const GROUPS: Readonly<Record<WeightScope, readonly WeightGroup[]>> = {
  experts: ['experts', 'shared'],
  gate: ['gate'],
  all: ['encoder', 'gate', 'experts', 'shared', 'head'],
};

export function matricesIn(weights: readonly Weight[], scope: WeightScope): readonly Weight[] {
  return weights.filter(({ group, isVector }) => !isVector && GROUPS[scope].includes(group));
}

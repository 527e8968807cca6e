/** A small offer, for tests of what is drawn from one. */
import type { Parameters } from '../../core/parameters.ts';
import type { PartOffer, TrainerOffer } from '../../state/training/offered-parts.ts';

function part(id: string, name: string, parameters: Parameters = {}): PartOffer {
  return { id, name, explanation: `${name}.`, papers: [], parameters };
}

const strength = {
  type: 'number',
  min: 1e-9,
  max: 100,
  default: 0.01,
  scale: 'logarithmic',
  label: 'Strength λ',
  explanation: 'How much the term counts.',
} as const;

const whole = { type: 'integer', min: 1, max: 256, explanation: 'How many.' } as const;

export const offerSpecimen: TrainerOffer = {
  datasets: [
    { id: 'mnist', name: 'MNIST', kind: 'image', summary: 'Digits.', parameters: {}, missing: [] },
    {
      id: 'cifar10',
      name: 'CIFAR-10',
      kind: 'image',
      summary: 'Small photographs.',
      parameters: {},
      missing: [{ name: 'CIFAR-10', command: 'npm run data -- cifar10', bytes: 139e6 }],
    },
  ],
  encoders: [part('flat', 'As it is')],
  trunks: [part('none', 'None')],
  placements: [part('head', 'Heads')],
  routers: [
    part('switch', 'Switch (top-1)', {
      isDrawn: { type: 'boolean', default: false, label: 'Draw the expert', explanation: 'By chance.' },
    }),
    part('top-k', 'Top-k', { k: { ...whole, default: 2, label: 'Experts a sample' } }),
  ],
  experts: [
    part('mlp', 'Hidden layer', {
      count: { ...whole, default: 8, label: 'Experts' },
      hidden: { ...whole, default: 64, label: 'Hidden units' },
    }),
  ],
  losses: [part('cross-entropy', 'Cross-entropy')],
  regularizers: [
    part('switch-balance', 'Switch balance', { strength }),
    part('l1', 'L1', {
      strength: { ...strength, default: 1e-5 },
      scope: {
        type: 'choice',
        choices: [
          { value: 'experts', label: 'Experts' },
          { value: 'gate', label: 'Gate' },
        ],
        default: 'experts',
        label: 'On the weights of',
        explanation: 'Which weights.',
      },
    }),
  ],
  optimizers: [part('adam', 'Adam', { rate: { ...strength, default: 0.001, label: 'Learning rate' } })],
  presets: [],
};

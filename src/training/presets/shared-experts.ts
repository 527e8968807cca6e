/** Fine-grained and shared experts at equal active width: DeepSeekMoE, arXiv 2401.06066. */
import { deepSeekMoe } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

interface Cut {
  readonly count: number;
  readonly hidden: number;
  readonly k: number;
  readonly shared?: number;
}

function row(label: string, { count, hidden, k, shared = 0 }: Cut): PresetRow {
  return {
    label,
    recipe: recipeWith({
      dataset: part('fashion-mnist'),
      experts: part('mlp', { count, shared, hidden }),
      router: part('top-k', { k, gatesOver: 'all' }),
      regularizers: [part('switch-balance', { strength: 0.01, choices: 'all' })],
    }),
  };
}

export const sharedExpertsPreset: Preset = {
  id: 'shared-experts',
  name: 'Shared experts (DeepSeekMoE)',
  explanation:
    'Experts cut in half, twice as many of them used; then one of them always on, for what all samples need. Active width and weights stay the same.',
  papers: [deepSeekMoe],
  data: 'Fashion-MNIST: 60,000 pictures of clothes to train on, of which 2,000 are held back; 10,000 to test.',
  backbone: onMnist.backbone,
  protocol:
    'In the paper language models of 2 to 145 billion parameters, with up to 64 routed and 2 shared experts.',
  departures: [
    'A classifier of clothes.',
    'The shared expert’s class scores are added to those of the routed ones.',
  ],
  rows: [
    row('1 shared, 3 of 15', { count: 15, hidden: 32, k: 3, shared: 1 }),
    row('4 of 16, half as wide', { count: 16, hidden: 32, k: 4 }),
    row('2 of 8', { count: 8, hidden: 64, k: 2 }),
  ],
};

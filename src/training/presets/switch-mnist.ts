/** Switch Transformers' router (arXiv 2101.03961) on digits. */
import { switchTransformers } from '../papers.ts';
import type { Preset } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

const router = part('switch', { capacity: 1.25, capacityAtTest: 8 });

export const switchMnist: Preset = {
  id: 'switch-mnist',
  name: 'Switch on MNIST',
  explanation:
    'Each digit goes to one of eight experts, and a small penalty keeps all of them busy. Watch them part the digits among themselves.',
  papers: [switchTransformers],
  data: onMnist.data,
  backbone: onMnist.backbone,
  protocol:
    'One of eight experts, capacity 1.25, balance loss 0.01, the gate begun at a tenth of the usual scale.',
  departures: [
    'The paper’s experts stand between the layers of a language model; these are heads of a classifier.',
    'At test nobody is turned away: a digit without an expert could not be told at all.',
    'Adam for 5 epochs.',
  ],
  rows: [
    {
      label: 'Balance 0.01',
      recipe: recipeWith({ router, regularizers: [part('switch-balance', { strength: 0.01 })] }),
    },
    {
      label: 'Balance 0.1',
      recipe: recipeWith({ router, regularizers: [part('switch-balance', { strength: 0.1 })] }),
    },
    {
      label: 'Input jitter 0.01',
      recipe: recipeWith({
        router: part('switch', { capacity: 1.25, capacityAtTest: 8, jitter: 0.01 }),
        regularizers: [part('switch-balance', { strength: 0.01 })],
      }),
    },
  ],
};

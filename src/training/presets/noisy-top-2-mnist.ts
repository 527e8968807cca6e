/** Noisy top-2 with importance and load: arXiv 1701.06538, and as the sparse head of arXiv 2601.15021. */
import { shazeer2017, vision2026 } from '../papers.ts';
import type { Preset } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

const balanced = [part('importance', { strength: 0.1 }), part('load', { strength: 0.1 })];

export const noisyTop2Mnist: Preset = {
  id: 'noisy-top-2-mnist',
  name: 'Noisy top-2 on MNIST',
  explanation:
    'Each digit goes to two of eight experts, chosen with some noise while training, so that experts which are nearly chosen have their turn.',
  papers: [shazeer2017, vision2026],
  data: onMnist.data,
  backbone: onMnist.backbone,
  protocol: 'Two of eight experts, learned noise, importance and load with strength 0.1 each.',
  departures: [
    'The paper’s experts stand between the layers of a language model; these are heads of a classifier.',
    'Adam for 5 epochs.',
  ],
  rows: [
    {
      label: 'With importance and load',
      recipe: recipeWith({ router: part('noisy-top-k', { k: 2 }), regularizers: balanced }),
    },
    {
      label: 'Without penalties',
      recipe: recipeWith({ router: part('noisy-top-k', { k: 2 }) }),
    },
    {
      label: 'One of eight experts',
      recipe: recipeWith({ router: part('noisy-top-k', { k: 1 }), regularizers: balanced }),
    },
  ],
};

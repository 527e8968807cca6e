/** What becomes of a top-1 gate that nothing balances. */
import { krishnamurthy2023, shazeer2017 } from '../papers.ts';
import type { Preset } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

/** No capacity: the gate alone decides, and an expert that is never chosen never learns. */
const router = part('top-k', { k: 1, gatesOver: 'all' });

export const collapsedMnist: Preset = {
  id: 'collapsed-mnist',
  name: 'Collapsed: top-1 without balancing',
  explanation:
    'The twin of “Switch on MNIST” without its balance loss: whichever expert is ahead gets more digits, learns more from them, and gets more again, until the others starve.',
  papers: [shazeer2017, krishnamurthy2023],
  data: onMnist.data,
  backbone: onMnist.backbone,
  protocol:
    'In the second paper top-1 gating of ten experts ends in full collapse: I and H_u near 0, and about 91 % of digits right.',
  departures: ['Eight experts with a hidden layer of 64 units.', 'Adam for 5 epochs.'],
  rows: [
    { label: 'No balancing', recipe: recipeWith({ router }) },
    {
      label: 'Balance 0.01',
      recipe: recipeWith({ router, regularizers: [part('switch-balance', { strength: 0.01 })] }),
    },
  ],
};

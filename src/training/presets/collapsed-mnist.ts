/** What becomes of a top-1 gate that nothing balances. */
import { krishnamurthy2023, shazeer2017 } from '../papers.ts';
import type { Preset } from './preset.ts';
import { onMnist, part } from './recipes.ts';
import { switchRecipe } from './switch-mnist.ts';

/** No limit to what an expert takes: the gate alone decides, and who is never chosen never learns. */
const recipe = { ...switchRecipe, router: part('switch', { capacity: 64, capacityAtTest: 64 }) };

export const collapsedMnist: Preset = {
  id: 'collapsed-mnist',
  name: 'Collapsed: top-1 without balancing',
  explanation:
    'The twin of “Switch on MNIST” without its balance loss: whichever expert is ahead gets more digits, learns more from them, and gets more again, until the others starve.',
  papers: [shazeer2017, krishnamurthy2023],
  data: onMnist.data,
  backbone: 'One layer of 128 units, which all experts and the gate see.',
  protocol:
    'In the second paper top-1 gating of ten experts ends in full collapse: I and H_u near 0, and about 91 % of digits right.',
  departures: [
    'Eight experts with a hidden layer of 64 units, under a layer that they share: for digits one of them is enough, so the error does not tell of the collapse (98.1 % right, against 97.5 % with all in use); that seven eighths of the weights are idle does.',
    'Adam for 5 epochs, the rate falling from 0.003 to zero.',
  ],
  rows: [
    { label: 'No balancing', recipe },
    {
      label: 'Balance 0.1',
      recipe: { ...recipe, regularizers: [part('switch-balance', { strength: 0.1 })] },
    },
  ],
};

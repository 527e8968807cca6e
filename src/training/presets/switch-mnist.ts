/** Switch Transformers' router (arXiv 2101.03961) on digits. */
import { switchTransformers } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

/** What this preset and its collapsed twin have in common. */
export const switchRecipe = recipeWith({
  encoder: part('flat', { width: 128 }),
  router: part('switch', { capacity: 2, capacityAtTest: 8 }),
  optimizer: part('adam', { rate: 0.003, schedule: 'cosine' }),
});

function row(label: string, strength: number, jitter = 0): PresetRow {
  const router = part('switch', { ...switchRecipe.router.values, ...(jitter > 0 && { jitter }) });
  return {
    label,
    recipe: { ...switchRecipe, router, regularizers: [part('switch-balance', { strength })] },
  };
}

export const switchMnist: Preset = {
  id: 'switch-mnist',
  name: 'Switch on MNIST',
  explanation:
    'Each digit goes to one of eight experts, and a small penalty keeps all of them busy. Watch them part the digits among themselves.',
  papers: [switchTransformers],
  data: onMnist.data,
  backbone: 'One layer of 128 units, which all experts and the gate see.',
  protocol: 'One of eight experts, capacity 2, a balance loss, the gate begun at a tenth of the usual scale.',
  departures: [
    'The paper’s experts stand between the layers of a language model; these are heads of a classifier.',
    'The balance loss is 0.1, not the paper’s 0.01, which is too little for so few and short steps.',
    'At test nobody is turned away: a digit without an expert could not be told at all.',
    'Adam for 5 epochs, the rate falling from 0.003 to zero.',
  ],
  rows: [
    row('Balance 0.1', 0.1),
    row('Balance 0.01', 0.01),
    row('Balance 0.1, input jitter 0.01', 0.1, 0.01),
  ],
};

/** The "SoftMoE head" of arXiv 2601.15021 on digits. */
import { vision2026 } from '../papers.ts';
import type { Preset } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

export const softWeightedMnist: Preset = {
  id: 'soft-weighted-mnist',
  name: 'Soft-weighted head on MNIST',
  explanation:
    'Every expert answers for every digit, and the gate mixes the answers: nothing is skipped, nobody starves. Do the experts become specialists all the same?',
  papers: [vision2026],
  data: onMnist.data,
  backbone: 'In the paper a ResNet-18; here none.',
  protocol: 'Eight experts of one hidden layer, a linear gate, a penalty of 0.2 for uneven mean gates.',
  departures: [
    'The experts see pixels, not features of a ResNet-18.',
    'Adam for 5 epochs in place of SGD for 50.',
    'The divergence from uniform is as the paper means it, not as its code computes it.',
  ],
  rows: [
    {
      label: 'Soft-weighted, 8 experts',
      recipe: recipeWith({
        router: part('soft'),
        regularizers: [part('uniform-divergence', { strength: 0.2, form: 'forward' })],
      }),
      published: { validationAccuracy: 0.9967, gateEntropyBits: 0.657, informationBits: 2.228 },
    },
    {
      label: 'Dense, as many weights',
      recipe: recipeWith({ router: part('dense') }),
      published: { validationAccuracy: 0.9965 },
    },
  ],
};

/** Fine-grained experts under a threshold: XMoE, arXiv 2403.18926. */
import type { PartChoice } from '../../core/recipe.ts';
import { xMoe } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

/** Hidden units of all experts together: the budget that is cut finer and finer. */
const WIDTH = 512;

function row(label: string, experts: number, router: PartChoice, perplexity?: number): PresetRow {
  return {
    label,
    recipe: recipeWith({
      dataset: part('fashion-mnist'),
      experts: part('mlp', { count: experts, hidden: WIDTH / experts }),
      placement: part('head'),
      router,
      regularizers: [part('switch-balance', { strength: 0.01 })],
    }),
    ...(perplexity !== undefined && { published: { perplexity } }),
  };
}

/** In training all experts or nearly, at test as many as reach `atTest`. */
const threshold = (atTest = 0.9, inTraining = atTest): PartChoice =>
  part('threshold', { threshold: inTraining, thresholdAtTest: atTest });

export const xMoeGranularity: Preset = {
  id: 'xmoe-granularity',
  name: 'XMoE granularity',
  explanation:
    'The same 512 hidden units cut into 8, 16, 32 or 64 experts; each sample takes as many as it needs. Compare the error with the multiply–adds.',
  papers: [xMoe],
  data: 'Fashion-MNIST: 60,000 pictures of clothes to train on, of which 2,000 are held back; 10,000 to test.',
  backbone: onMnist.backbone,
  protocol:
    'In the paper language models of 12 layers, 768 wide, every second one with experts of 3,072 hidden units in all times 8; the perplexities are of OpenWebText.',
  departures: [
    'Pictures, not text, and so errors in place of perplexities.',
    'Experts are heads on pixels: there is no way around them for a sample that is turned away, so the capacity is the paper’s 8.',
    'The published perplexities are from a summary of the paper.',
  ],
  rows: [
    row('XMoE, 64 experts', 64, threshold(), 19.46),
    row('XMoE, 32 experts', 32, threshold(), 19.49),
    row('XMoE, 16 experts', 16, threshold(), 19.57),
    row('Top-2 of 16 experts', 16, part('top-k', { k: 2, gatesOver: 'all' }), 19.81),
    row('Switch, 8 experts', 8, part('switch', { capacityAtTest: 8 }), 20.11),
    row('All 64 in training, threshold 0.5 at test', 64, threshold(0.5, 1)),
    row('All 64 in training, threshold 0.9 at test', 64, threshold(0.9, 1)),
  ],
};

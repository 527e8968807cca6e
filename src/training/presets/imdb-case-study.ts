/**
 * What gave this program its name: a sentiment MoE on reviews of films, whose sparsity curve is read, which is pruned at the
 * knee, trained on, and measured. The page leads through it (`views/case-study`).
 */
import type { Preset } from './preset.ts';
import { part, recipeWith } from './recipes.ts';

export const imdbCaseStudy: Preset = {
  id: 'imdb-case-study',
  name: 'IMDB: train, read the curve, prune, retrain',
  explanation:
    'Eight small experts tell good reviews from bad ones by their words. How much of them is needed: what the sparsity curve predicts, and what running the pruned model says?',
  papers: [],
  data: 'IMDB: 24,789 reviews to train on, of which 2,000 are held back for validation; as many to test. The 2,000 most frequent words.',
  backbone: 'None: experts and gate see how often each word occurs, over the length of the review.',
  protocol:
    'Two of eight experts with 16 hidden units each, kept balanced; Adam for 3 epochs, the rate falling from 0.003 to zero.',
  departures: ['No table of a paper: a study of this program’s own.'],
  rows: [
    {
      label: 'Two of eight experts',
      recipe: recipeWith({
        dataset: part('imdb', { vocabulary: 2000 }),
        encoder: part('bag', { width: 0 }),
        router: part('top-k', { k: 2 }),
        experts: part('mlp', { count: 8, hidden: 16 }),
        regularizers: [part('switch-balance', { strength: 0.05 })],
        optimizer: part('adam', { rate: 0.003, schedule: 'cosine' }),
        epochs: 3,
      }),
    },
  ],
};

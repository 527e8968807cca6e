/** Table 6 of arXiv 1701.06538: what the two balance losses do, together and alone. */
import { shazeer2017 } from '../papers.ts';
import type { Preset, PresetRow, PublishedFigures } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

/** w_importance, w_load, and what the paper reports. */
function row(importance: number, load: number, published: PublishedFigures): PresetRow {
  return {
    label: `w_importance ${importance}, w_load ${load}`,
    recipe: recipeWith({
      router: part('noisy-top-k', { k: 4 }),
      experts: part('mlp', { count: 16, hidden: 32 }),
      regularizers: [
        ...(importance > 0 ? [part('importance', { strength: importance })] : []),
        ...(load > 0 ? [part('load', { strength: load })] : []),
      ],
    }),
    published,
  };
}

export const shazeerTable6: Preset = {
  id: 'shazeer-table-6',
  name: 'Shazeer table 6',
  explanation:
    'Without balance losses few experts do all the work; either of the two cures it. Compare the spread of importance and load, and the error.',
  papers: [shazeer2017],
  data: `${onMnist.data} In the paper the One Billion Word benchmark.`,
  backbone: 'In the paper two LSTM layers around the experts; here none.',
  protocol: 'In the paper 4 of 256 experts, perplexity after 10 epochs, spreads over a batch of training.',
  departures: [
    'Digits, not words: the error takes the place of the perplexity.',
    '4 of 16 experts with 32 hidden units.',
    'Adam for 5 epochs.',
  ],
  rows: [
    row(0, 0, { perplexity: 39.8, importanceVariation: 3.04, loadVariation: 3.01, imbalance: 17.8 }),
    row(0.2, 0, { perplexity: 35.6, importanceVariation: 0.06, loadVariation: 0.17, imbalance: 1.47 }),
    row(0, 0.2, { perplexity: 35.7, importanceVariation: 0.22, loadVariation: 0.04, imbalance: 1.15 }),
    row(0.1, 0.1, { perplexity: 35.6, importanceVariation: 0.06, loadVariation: 0.05, imbalance: 1.14 }),
    row(0.01, 0.01, { perplexity: 35.7, importanceVariation: 0.48, loadVariation: 0.11, imbalance: 1.37 }),
    row(1, 1, { perplexity: 35.7, importanceVariation: 0.03, loadVariation: 0.02, imbalance: 1.07 }),
  ],
};

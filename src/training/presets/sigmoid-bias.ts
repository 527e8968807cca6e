/** Balance by biases instead of a loss: arXiv 2408.15664. */
import { deepSeekV3, lossFree2024 } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

/** A step of the biases so small that none ever moves a choice. */
const NO_RATE = 1e-5;

function row(label: string, rate: number, balance = 0): PresetRow {
  return {
    label,
    recipe: recipeWith({
      experts: part('mlp', { count: 16, hidden: 32 }),
      router: part('sigmoid-bias', { k: 2, rate }),
      regularizers: balance > 0 ? [part('switch-balance', { strength: balance, choices: 'all' })] : [],
    }),
  };
}

export const sigmoidBiasPreset: Preset = {
  id: 'sigmoid-bias',
  name: 'Sigmoid with bias balancing',
  explanation:
    'After every step experts with too much to do are handicapped in the next choice, and idle ones favoured: balance without a loss that pulls at the weights.',
  papers: [lossFree2024, deepSeekV3],
  data: onMnist.data,
  backbone: onMnist.backbone,
  protocol:
    'In the papers language models with up to 256 experts and γ = 0.001 over very many steps; against a loss over the whole batch, which is what a classifier has, DeepSeek-V3 reports no difference in quality (validation loss 2.253 both).',
  departures: [
    'Top-2 of 16 experts on digits.',
    'γ is 0.01 too: in two thousand steps 0.001 moves little.',
    'For “no balance” γ is 0.00001, which moves no choice in so few steps.',
  ],
  rows: [
    row('Biases, γ = 0.01', 0.01),
    row('Biases, γ = 0.001', 0.001),
    row('Balance loss', NO_RATE, 0.01),
    row('Biases and a small loss', 0.01, 0.0001),
    row('No balance', NO_RATE),
  ],
};

/** Soft MoE over patches: arXiv 2308.00951. */
import type { PartChoice } from '../../core/recipe.ts';
import { softMoe2023 } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

function row(label: string, router: PartChoice, regularizers: readonly PartChoice[] = []): PresetRow {
  return {
    label,
    recipe: recipeWith({
      encoder: part('patches', { size: 7, width: 32 }),
      placement: part('block', { heads: 2, blocks: 1 }),
      experts: part('mlp', { count: 8, hidden: 64 }),
      router,
      regularizers,
    }),
  };
}

const balance = part('switch-balance', { strength: 0.01 });

export const softMoePreset: Preset = {
  id: 'soft-moe',
  name: 'Soft MoE',
  explanation:
    'A digit becomes 16 patches; experts see mixtures of them, and patches get mixtures of what experts make of those. Nothing is chosen, dropped or to be balanced.',
  papers: [softMoe2023],
  data: onMnist.data,
  backbone: 'Patches of 7 × 7, 32 wide, one block with attention; experts of twice the width.',
  protocol:
    'In the paper vision transformers pre-trained on JFT-4B; Soft MoE against tokens choosing experts and experts choosing tokens, at equal cost.',
  departures: ['A transformer of one block on digits.', 'Adam for 5 epochs.'],
  rows: [
    row('Soft MoE, 8 experts of 2 slots', part('soft-moe', { slots: 2 })),
    row('Tokens choose: Switch', part('switch'), [balance]),
    row('Experts choose, c = 1', part('expert-choice', { expertsPerSample: 1 })),
    row('Dense', part('dense')),
  ],
};

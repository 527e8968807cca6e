/** What penalties on weights do to the sparsity curve. */
import type { PartChoice } from '../../core/recipe.ts';
import { lasso1996, weightDecay1991 } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

const balance = part('switch-balance', { strength: 0.01 });

function row(label: string, ...penalties: readonly PartChoice[]): PresetRow {
  return { label, recipe: recipeWith({ router: part('switch'), regularizers: [balance, ...penalties] }) };
}

export const sparsityRegularizersPreset: Preset = {
  id: 'sparsity-regularizers',
  name: 'L1 and L2 against the sparsity curve',
  explanation:
    'The more weight mass few weights hold, the steeper the curve begins. L1 moves mass into few weights, L2 spreads it. Compare the curves at equal error.',
  papers: [lasso1996, weightDecay1991],
  data: onMnist.data,
  backbone: onMnist.backbone,
  protocol: 'Switch with eight experts; the penalty is on the matrices of the experts alone.',
  departures: ['No table of a paper: a comparison of this program’s own.'],
  rows: [
    row('L1, 10⁻⁵', part('l1', { strength: 1e-5 })),
    row('No penalty'),
    row('L1, 10⁻⁴', part('l1', { strength: 1e-4 })),
    row('L1 with exact zeros, 10⁻³', part('l1', { strength: 1e-3, isExact: true })),
    row('L2, 10⁻⁵', part('l2', { strength: 1e-5 })),
    row('L2, 10⁻⁴', part('l2', { strength: 1e-4 })),
    row('Group lasso, 10⁻⁵', part('group-lasso', { strength: 1e-5 })),
    row('Hoyer-square, 10⁻⁶', part('hoyer-square', { strength: 1e-6 })),
  ],
};

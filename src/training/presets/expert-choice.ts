/** Experts choose their samples: arXiv 2202.09368. */
import type { PartChoice } from '../../core/recipe.ts';
import { expertChoice2022 } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { onMnist, part, recipeWith } from './recipes.ts';

/** A layer before the experts and a way around them: a sample that no expert wants has its features still. */
function row(label: string, router: PartChoice, regularizers: readonly PartChoice[] = []): PresetRow {
  return {
    label,
    recipe: recipeWith({
      encoder: part('flat', { width: 64 }),
      placement: part('hidden'),
      router,
      regularizers,
    }),
  };
}

const balance = part('switch-balance', { strength: 0.01 });

export const expertChoicePreset: Preset = {
  id: 'expert-choice',
  name: 'Expert choice',
  explanation:
    'Experts pick the samples they want, the same number each: balanced without any penalty. Watch how many experts a sample gets, and how soon the error falls beside top-2.',
  papers: [expertChoice2022],
  data: onMnist.data,
  backbone: 'One layer of 64 units, and a way around the experts.',
  protocol:
    'In the paper language models of 0.1 to 8 billion active parameters with up to 64 experts a layer; it reaches the loss of top-2 in less than half the steps.',
  departures: [
    'A classifier of digits with eight experts.',
    'At test an expert takes what is as probable as what it took in training, so that a sample’s experts do not depend on its batch.',
  ],
  rows: [
    row('Expert choice, c = 2', part('expert-choice', { expertsPerSample: 2 })),
    row('Top-2 with Switch balance', part('top-k', { k: 2, gatesOver: 'all' }), [balance]),
    row('Switch', part('switch'), [balance]),
    row('Expert choice, c = 1', part('expert-choice', { expertsPerSample: 1 })),
  ],
};

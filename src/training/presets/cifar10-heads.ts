/** Dense, soft and sparse heads on CIFAR-10: arXiv 2601.15021. */
import type { PartChoice } from '../../core/recipe.ts';
import { vision2026 } from '../papers.ts';
import type { Preset, PresetRow } from './preset.ts';
import { part, recipeWith } from './recipes.ts';

interface Head {
  readonly router: PartChoice;
  readonly experts?: number;
  readonly hidden?: number;
  readonly regularizers?: readonly PartChoice[];
  /** Best on validation data, and on the test split. */
  readonly accuracy: readonly [number, number];
  readonly published?: PresetRow['published'];
}

function row(label: string, head: Head): PresetRow {
  const { router, experts = 8, hidden = 64, regularizers = [], accuracy, published } = head;
  return {
    label,
    recipe: recipeWith({
      dataset: part('cifar10'),
      encoder: part('cnn', { filters: 16, width: 128 }),
      experts: part('mlp', { count: experts, hidden }),
      router,
      regularizers,
      optimizer: part('sgd', { rate: 0.1, momentum: 0.9, decay: 5e-4, schedule: 'steps' }),
      epochs: 10,
      batchSize: 128,
      seed: 42,
    }),
    published: { ...published, validationAccuracy: accuracy[0], testAccuracy: accuracy[1] },
  };
}

/** As published: the divergence that the code computes, and importance for load as well. */
const soft = [part('uniform-divergence', { strength: 0.2, form: 'batchmean' })];
const sparse = [part('importance', { strength: 0.4 })];
const sparseGate = (k: number): PartChoice =>
  part('noisy-top-k', { k, noise: 'learned', floor: 0.3, isStandardised: true });

export const cifar10Heads: Preset = {
  id: 'cifar10-heads',
  name: 'CIFAR-10 heads: dense, soft, sparse',
  explanation:
    'One backbone under three heads of equal size: a dense layer, eight experts mixed softly, and two of eight chosen. How much does a mixture gain?',
  papers: [vision2026],
  data: 'CIFAR-10: 50,000 photographs of 32 × 32 to train on, 10,000 to test. In the paper a tenth is held back, here 2,000.',
  backbone:
    'In the paper a ResNet-18 of 11 million weights; here two convolutions of 16 and 32 filters and a layer of 128.',
  protocol:
    'SGD with rate 0.1, momentum 0.9 and weight decay 0.0005, the rate falling to a tenth after three and again after four fifths; 50 epochs in the paper, batches of 128, one seed.',
  departures: [
    'A small CNN in place of the ResNet-18: expect accuracies well below the published ones, and compare the heads.',
    'Ten epochs in place of fifty.',
    'Experts have 64 hidden units, as in the paper, on 128 features where the paper has 512.',
    'No augmentation: the paper describes it, and its code switches it off by mistake.',
    'No dropout on the gate.',
    'Penalties as its code computes them: KL(uniform ‖ mean gate)/8, and importance twice in place of importance and load.',
  ],
  rows: [
    row('Soft-weighted, 8 experts', {
      router: part('soft'),
      regularizers: soft,
      accuracy: [0.8824, 0.8723],
      published: { gateEntropyBits: 1.611, usageEntropyBits: 2.984, informationBits: 1.106, imbalance: 1.26 },
    }),
    row('Dense', { router: part('dense'), accuracy: [0.8786, 0.8644] }),
    row('Sparse, 2 of 8', {
      router: sparseGate(2),
      regularizers: sparse,
      accuracy: [0.8816, 0.8717],
      published: { gateEntropyBits: 0.921, informationBits: 1.18, imbalance: 1.3 },
    }),
    row('Soft-weighted, 4 wide experts', {
      router: part('soft'),
      experts: 4,
      hidden: 128,
      regularizers: soft,
      accuracy: [0.8794, 0.8732],
    }),
    row('Soft-weighted, 16 experts', {
      router: part('soft'),
      experts: 16,
      regularizers: soft,
      accuracy: [0.8816, 0.8749],
    }),
    row('Sparse, 2 of 16', {
      router: sparseGate(2),
      experts: 16,
      regularizers: sparse,
      accuracy: [0.8774, 0.8713],
    }),
    row('Sparse, 1 of 16', {
      router: sparseGate(1),
      experts: 16,
      regularizers: sparse,
      accuracy: [0.883, 0.8761],
    }),
  ],
};

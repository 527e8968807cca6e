/** All presets, in the order in which they are offered: what a newcomer understands first, then the papers' tables. */
import { cifar10Heads } from './cifar10-heads.ts';
import { collapsedMnist } from './collapsed-mnist.ts';
import { expertChoicePreset } from './expert-choice.ts';
import { imdbCaseStudy } from './imdb-case-study.ts';
import { krishnamurthyCifar10, krishnamurthyCifar100 } from './krishnamurthy-cifar.ts';
import { krishnamurthyFashionMnist } from './krishnamurthy-fashion-mnist.ts';
import { krishnamurthyMnist } from './krishnamurthy-mnist.ts';
import { noisyTop2Mnist } from './noisy-top-2-mnist.ts';
import type { Preset } from './preset.ts';
import { sharedExpertsPreset } from './shared-experts.ts';
import { shazeerTable6 } from './shazeer-table-6.ts';
import { sigmoidBiasPreset } from './sigmoid-bias.ts';
import { softMoePreset } from './soft-moe.ts';
import { softWeightedMnist } from './soft-weighted-mnist.ts';
import { sparsityRegularizersPreset } from './sparsity-regularizers.ts';
import { switchMnist } from './switch-mnist.ts';
import { xMoeGranularity } from './xmoe-granularity.ts';

export const presets: readonly Preset[] = [
  switchMnist,
  collapsedMnist,
  imdbCaseStudy,
  softWeightedMnist,
  noisyTop2Mnist,
  krishnamurthyMnist,
  krishnamurthyFashionMnist,
  krishnamurthyCifar10,
  krishnamurthyCifar100,
  cifar10Heads,
  shazeerTable6,
  xMoeGranularity,
  expertChoicePreset,
  sigmoidBiasPreset,
  sharedExpertsPreset,
  softMoePreset,
  sparsityRegularizersPreset,
];

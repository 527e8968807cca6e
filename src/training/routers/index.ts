/** All routers. One line more is one more in every form, link and test. */
import { attentiveRouter } from './attentive.ts';
import { denseRouter } from './dense.ts';
import { expertChoiceRouter } from './expert-choice.ts';
import { noisyTopKRouter } from './noisy-top-k.ts';
import type { RouterKind } from './router.ts';
import { sigmoidBiasRouter } from './sigmoid-bias.ts';
import { softMoeRouter } from './soft-moe.ts';
import { softRouter } from './soft.ts';
import { switchRouter } from './switch.ts';
import { thresholdRouter } from './threshold.ts';
import { topKRouter } from './top-k.ts';

export const routers: readonly RouterKind[] = [
  denseRouter,
  softRouter,
  topKRouter,
  noisyTopKRouter,
  switchRouter,
  expertChoiceRouter,
  sigmoidBiasRouter,
  thresholdRouter,
  attentiveRouter,
  softMoeRouter,
];

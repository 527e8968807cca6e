/** The band around a curve that is an estimate. A bootstrap takes most of a frame, so it gets a task of its own. */
import { bootstrapBand, type Band } from '../core/sketch/bootstrap.ts';
import { nextTask } from '../workers/next-task.ts';
import type { ScopeSketch } from './curves.ts';
import type { View } from './view.ts';

export async function bandOf(
  { clusters, fractionRead }: ScopeSketch,
  { population, quantity }: Pick<View, 'population' | 'quantity'>,
): Promise<Band> {
  await nextTask();
  return bootstrapBand(clusters, { fractionRead, seed: 1, population, quantity });
}

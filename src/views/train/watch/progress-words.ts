/** How far a run is, in words. */
import { formatCount, formatDuration } from '../../../core/quantity.ts';
import { secondsLeft } from '../../../core/run-moment.ts';
import type { RunRecord } from '../../../state/training/run-record.ts';

/** "Step 1,240 of 2,345 · epoch 2.6 of 5 · 12,300 samples/s · 14 s left". */
export function progressText(run: RunRecord): string {
  const { facts, step, seconds, recipe, state } = run;
  if (facts === null) return 'Waits to be started';
  const parts = [
    `Step ${formatCount(step)} of ${formatCount(facts.totalSteps)}`,
    `epoch ${(step / facts.stepsPerEpoch).toFixed(1)} of ${recipe.epochs}`,
  ];
  if (seconds > 0 && step > 0) parts.push(`${formatCount((step * recipe.batchSize) / seconds)} samples/s`);
  const left = secondsLeft({ step, seconds, totalSteps: facts.totalSteps });
  if (state === 'running' && left !== null) parts.push(`${formatDuration(left)} left`);
  else if (seconds > 0) parts.push(`trained for ${formatDuration(seconds)}`);
  return parts.join(' · ');
}

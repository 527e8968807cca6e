/** The learning rate, and how it changes over a run. */
import type { Parameters, ValuesOf } from '../../core/parameters.ts';

export const rateParameters = {
  rate: {
    type: 'number',
    min: 1e-6,
    max: 1,
    default: 0.001,
    scale: 'logarithmic',
    label: 'Learning rate',
    explanation: 'Size of a step.',
  },
  schedule: {
    type: 'choice',
    choices: [
      { value: 'constant', label: 'Constant' },
      { value: 'cosine', label: 'Cosine to zero' },
      { value: 'steps', label: 'In two steps' },
    ],
    default: 'constant',
    label: 'Schedule',
    explanation:
      'How the learning rate changes over the run: not at all, down to zero along half a cosine, or to a tenth after 60 % of the run and again after 80 %.',
  },
} as const satisfies Parameters;

type Schedule = ValuesOf<typeof rateParameters>['schedule'];

/** Where a rate `in two steps` falls to a tenth: epochs 30 and 40 of 50 in arXiv 2601.15021. */
const FALLS = [0.6, 0.8];

/** The rate in step 0, 1, …; past the end it stays as it was there, and without an end as it began. */
export function scheduledRate(
  rate: number,
  { schedule, step, totalSteps }: { schedule: Schedule; step: number; totalSteps: number },
): number {
  const done = Math.min(1, step / totalSteps);
  if (schedule === 'cosine') return (rate * (1 + Math.cos(Math.PI * done))) / 2;
  if (schedule === 'steps') return rate * 0.1 ** FALLS.filter((fall) => done >= fall).length;
  return rate;
}

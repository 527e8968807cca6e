/** What the drawn datasets have in common: points of numbered classes, drawn one after the other from one seed. */
import { seededRandom, seedOfStream, type Random } from '../../../core/random.ts';
import { vectorDataset } from '../build.ts';
import { compactLabels, type VectorDataset, type VectorSplit } from '../dataset.ts';

export const samplesParameter = {
  type: 'integer',
  min: 20,
  max: 200_000,
  default: 4000,
  scale: 'logarithmic',
  label: 'Samples',
  explanation: 'How many points there are to train on. A quarter as many more are drawn for the test.',
} as const;

interface Drawing {
  readonly id: string;
  readonly name: string;
  readonly classes: readonly string[];
  readonly features: readonly string[];
  readonly samples: number;
  readonly seed: number;
  /** Draws one point of the class into `point`. */
  readonly draw: (point: Float32Array, label: number, random: Random) => void;
}

/** Labels go round the classes, so that each has as many points as any other, give or take one. */
export function drawDataset({ samples, seed, draw, ...words }: Drawing): VectorDataset {
  const { classes, features } = words;
  function split(count: number, stream: number): VectorSplit {
    const random = seededRandom(seedOfStream(seed, stream));
    const labels = Array.from({ length: count }, (_, sample) => sample % classes.length);
    const values = new Float32Array(count * features.length);
    labels.forEach((label, sample) => {
      draw(values.subarray(sample * features.length, (sample + 1) * features.length), label, random);
    });
    return { values, labels: compactLabels(labels, classes.length), partOf: null };
  }
  return vectorDataset(
    {
      ...words,
      origin: `Drawn from the seed ${seed}.`,
      licence: 'None needed: the numbers are drawn here.',
      division: 'Training and test samples are drawn apart, from one distribution.',
      notices: [],
    },
    { features, train: split(samples, 0), test: split(Math.max(1, Math.round(samples / 4)), 1) },
  );
}

/** Stream of a drawing's own numbers, such as its centres; 0 and 1 are those of the splits. */
export const SETTING_STREAM = 2;

export function numberedClasses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, label) => String(label));
}

/** What each expert sees: samples of the validation data that it is the first choice of. */
import { pixelsOf, textOf, type Dataset } from './datasets/dataset.ts';
import { evaluate } from './evaluation.ts';
import type { Run } from './run.ts';

/** Enough for every expert that sees one sample in a hundred. */
const MOST_SAMPLES = 1000;

/** Words of a text that are shown. */
const TEXT_LENGTH = 200;
const MOST_FEATURES = 4;

export interface Strip {
  readonly expert: number;
  readonly images: readonly {
    readonly width: number;
    readonly height: number;
    readonly channels: number;
    readonly pixels: Uint8Array;
    readonly label: string;
  }[];
  readonly texts: readonly { readonly text: string; readonly label: string }[];
}

/** Throws AbortError when aborted. */
export async function stripsOf(
  { model, dataset, validation }: Run,
  { perExpert, ...options }: { perExpert: number; signal: AbortSignal; rest: () => Promise<void> },
): Promise<readonly Strip[]> {
  const samples = validation.subarray(0, MOST_SAMPLES);
  const { firstExperts } = await evaluate(model, { dataset, split: 'train', samples, ...options });
  return Array.from({ length: model.experts }, (_, expert) => {
    const seen = samples.filter((_, i) => firstExperts[i] === expert).subarray(0, perExpert);
    return { expert, ...shown(dataset, [...seen]) };
  });
}

function shown(dataset: Dataset, samples: readonly number[]): Omit<Strip, 'expert'> {
  const labelled = samples.map((sample) => ({
    sample,
    label: dataset.classes[dataset.train.labels[sample]!]!,
  }));
  if (dataset.kind === 'image') {
    const { width, height, channels } = dataset;
    const images = labelled.map(({ sample, label }) => {
      const pixels = pixelsOf(dataset, 'train', sample).slice();
      return { width, height, channels, pixels, label };
    });
    return { images, texts: [] };
  }
  const texts = labelled.map(({ sample, label }) => ({ text: textOfSample(dataset, sample), label }));
  return { images: [], texts };
}

function textOfSample(dataset: Exclude<Dataset, { kind: 'image' }>, sample: number): string {
  if (dataset.kind === 'text') return textOf(dataset.train, sample).slice(0, TEXT_LENGTH);
  const { features, train } = dataset;
  return features
    .slice(0, MOST_FEATURES)
    .map((name, i) => `${name} ${train.values[sample * features.length + i]!.toPrecision(3)}`)
    .join(', ');
}

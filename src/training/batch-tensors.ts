/** Samples of a dataset as tensors; inside a tidy. */
import type { Dataset, SplitName } from './datasets/dataset.ts';
import { fillInputs, fillTokens, inputSize } from './datasets/inputs.ts';
import type { InputForm, InputShape } from './encoders/encoder.ts';
import * as tf from './tf.ts';

export interface SampleChoice {
  readonly dataset: Dataset;
  readonly split: SplitName;
  readonly samples: Uint32Array;
}

/** What an encoder is told of a dataset's samples. */
export function inputShapeOf(dataset: Dataset): InputShape {
  switch (dataset.kind) {
    case 'image':
      return { kind: 'image', height: dataset.height, width: dataset.width, channels: dataset.channels };
    case 'vector':
      return { kind: 'vector', features: dataset.features.length };
    case 'text':
      return { kind: 'text', vocabulary: dataset.vocabulary.length };
  }
}

/**
 * [B, height, width, channels], [B, features], or bags of words [B, vocabulary]; of a text that is read in order,
 * [B, length] words.
 */
export function readInputs({ dataset, split, samples }: SampleChoice, reads: InputForm): tf.Tensor {
  if (reads.kind === 'tokens') {
    if (dataset.kind !== 'text') throw new Error(`${dataset.name} has no words to read`);
    const tokens = new Int32Array(samples.length * reads.length);
    fillTokens(tokens, dataset, { split, samples, length: reads.length });
    return tf.tensor2d(tokens, [samples.length, reads.length], 'int32');
  }
  const size = inputSize(dataset);
  const values = new Float32Array(samples.length * size);
  fillInputs(values, dataset, { split, samples });
  const shape = dataset.kind === 'image' ? [dataset.height, dataset.width, dataset.channels] : [size];
  return tf.tensor(values, [samples.length, ...shape]);
}

/** One-hot, [B, C], in float32: products of mixed dtypes have no working gradient. */
export function labelTensor({ dataset, split, samples }: SampleChoice): tf.Tensor2D {
  const classes = dataset.classes.length;
  const values = new Float32Array(samples.length * classes);
  samples.forEach((sample, row) => (values[row * classes + dataset[split].labels[sample]!] = 1));
  return tf.tensor2d(values, [samples.length, classes]);
}

/** What is known of a dataset before it is read: enough to say whether a recipe fits it, and what it costs. */
import { checkValues } from '../core/parameters.ts';
import type { PartChoice } from '../core/recipe.ts';
import { inputShapeOf } from './batch-tensors.ts';
import type { DataFacts } from './compatibility.ts';
import type { Dataset } from './datasets/dataset.ts';
import { imdb } from './datasets/imdb.ts';
import { mnistFashion } from './datasets/mnist-fashion.ts';

const digits: DataFacts = { input: { kind: 'image', height: 28, width: 28, channels: 1 }, classes: 10 };
const colours: DataFacts = { input: { kind: 'image', height: 32, width: 32, channels: 3 }, classes: 10 };

/** Null where reading it, or drawing it, is the way to know. */
export function knownData({ id, values }: PartChoice): DataFacts | null {
  switch (id) {
    case 'mnist':
    case 'fashion-mnist':
      return digits;
    case 'mnist-fashion': {
      const { classes } = checkValues(mnistFashion.parameters, values).values;
      return { ...digits, classes: classes === 'twelve' ? 12 : 20 };
    }
    case 'cifar10':
      return colours;
    case 'imdb': {
      const { vocabulary } = checkValues(imdb.parameters, values).values;
      return { input: { kind: 'text', vocabulary }, classes: 2 };
    }
    default:
      return null;
  }
}

/** Of a dataset that has been read; a tenth of it, or less, is held back from training. */
export function dataOf(dataset: Dataset): DataFacts {
  const { length } = dataset.train.labels;
  const samples = length - Math.floor(length / 10);
  return { input: inputShapeOf(dataset), classes: dataset.classes.length, samples };
}

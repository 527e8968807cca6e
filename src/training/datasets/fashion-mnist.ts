/** Fashion-MNIST: Xiao, Rasul, Vollgraf, arXiv 1708.07747. */
import { defineDataset } from './definition.ts';
import { loadMnistLike } from './mnist-like.ts';

export const fashionMnist = defineDataset({
  id: 'fashion-mnist',
  name: 'Fashion-MNIST',
  kind: 'image',
  summary: 'Articles of clothing in the shape of MNIST, and harder: 60,000 to train on, 10,000 to test.',
  parameters: {},
  needs: ['fashion-mnist'],
  load: (_, context) =>
    loadMnistLike(
      {
        id: 'fashion-mnist',
        name: 'Fashion-MNIST',
        classes: [
          'T-shirt',
          'Trouser',
          'Pullover',
          'Dress',
          'Coat',
          'Sandal',
          'Shirt',
          'Sneaker',
          'Bag',
          'Ankle boot',
        ],
        origin: 'Zalando Research; Debian’s package dataset-fashion-mnist.',
        licence: 'MIT',
      },
      context,
    ),
});

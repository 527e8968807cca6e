/** Digits and clothes together (Krishnamurthy et al., arXiv 2302.14703; their code's combined sets). */
import { defineDataset } from './definition.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { mixImages } from './mixture.ts';
import { mnist } from './mnist.ts';
import type { ImageDataset } from './dataset.ts';

export const mnistFashion = defineDataset({
  id: 'mnist-fashion',
  name: 'MNIST and Fashion-MNIST',
  kind: 'image',
  summary: 'Clothes and digits mixed: do the experts part what is of two kinds?',
  parameters: {
    classes: {
      type: 'choice',
      choices: [
        { value: 'twelve', label: 'Twelve, as published' },
        { value: 'all', label: 'All twenty' },
      ],
      default: 'twelve',
      label: 'Classes',
      explanation:
        'As published: T-shirt, trouser, pullover, dress, coat and sandal of Fashion-MNIST, and the digits 4 to 9.',
    },
  },
  needs: ['mnist', 'fashion-mnist'],
  async load({ classes }, { report, ...context }) {
    const half = (offset: number) => (fraction: number) => report?.(offset + fraction / 2);
    const clothes = (await fashionMnist.load({}, { ...context, report: half(0) })) as ImageDataset;
    const digits = (await mnist.load({}, { ...context, report: half(0.5) })) as ImageDataset;
    const isTwelve = classes === 'twelve';
    return mixImages({ id: 'mnist-fashion', name: 'MNIST and Fashion-MNIST' }, [
      { dataset: clothes, ...(isTwelve && { classes: [0, 1, 2, 3, 4, 5] }) },
      { dataset: digits, ...(isTwelve && { classes: [4, 5, 6, 7, 8, 9] }) },
    ]);
  },
});

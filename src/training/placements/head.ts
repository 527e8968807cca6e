/** Experts that give class scores themselves: the mixtures of Jacobs et al. 1991, arXiv 2302.14703 and 2601.15021. */
import { definePlacement } from './placement.ts';

export const headPlacement = definePlacement({
  id: 'head',
  name: 'Heads',
  explanation: 'Each expert gives scores of the classes, and the gate mixes the scores.',
  papers: [{ title: 'Adaptive Mixtures of Local Experts', cite: 'Jacobs, Jordan, Nowlan & Hinton 1991' }],
  accepts: ['vector'],
  givesEach: true,
  keepsImage: true,
  parameters: {},
  build: ({ features: inputs, image, classes, mixture: makeMixture }) => {
    const mixture = makeMixture({ inputs, image, outputs: classes });
    return {
      mixture,
      run: ({ features: x, ...rest }) => {
        const { each, ...mixed } = mixture.run({ x, ...rest });
        return { ...mixed, sampleOf: null, logits: mixed.outputs, expertLogits: each };
      },
      operations: 0,
    };
  },
});

import { elementCount } from '../../core/tensor.ts';
import { INITIAL_DEVIATION, normals, type SyntheticSample } from './synthetic-sample.ts';

export const gaussian: SyntheticSample = {
  id: 'gaussian',
  title: 'Before training',
  sentence:
    'Every weight drawn from the same bell curve, as a model begins. All experts trace one line: compare the others with it.',
  seed: 1,
  draw: ({ shape }, random) => normals(elementCount(shape), INITIAL_DEVIATION, random),
};

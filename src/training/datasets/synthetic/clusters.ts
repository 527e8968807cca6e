/** Gaussian clusters: each class is one or more round heaps of points around random centres. */
import { seedParameter } from '../../../core/parameters.ts';
import { seededRandom, seedOfStream } from '../../../core/random.ts';
import { defineDataset } from '../definition.ts';
import { drawDataset, numberedClasses, samplesParameter, SETTING_STREAM } from './drawn.ts';

export const clusters = defineDataset({
  id: 'clusters',
  name: 'Gaussian clusters',
  kind: 'vector',
  summary: 'Round heaps of points: with more heaps than classes, a case made for experts.',
  parameters: {
    samples: samplesParameter,
    classes: {
      type: 'integer',
      min: 2,
      max: 100,
      default: 4,
      label: 'Classes',
      explanation: 'How many labels there are.',
    },
    heaps: {
      type: 'integer',
      min: 1,
      max: 16,
      default: 2,
      label: 'Clusters a class',
      explanation: 'One cluster a class is easy for a linear model; several are not.',
    },
    features: {
      type: 'integer',
      min: 2,
      max: 256,
      default: 2,
      label: 'Dimensions',
      explanation: 'Numbers a point. Two can be drawn on a plane.',
    },
    spread: {
      type: 'number',
      min: 0,
      max: 5,
      default: 0.3,
      label: 'Spread',
      explanation:
        'Standard deviation within a cluster; the centres have 1 to each side of 0 along every axis.',
    },
    seed: seedParameter,
  },
  needs: [],
  load({ classes, heaps, features, spread, samples, seed }) {
    const setting = seededRandom(seedOfStream(seed, SETTING_STREAM));
    const centres = Float64Array.from(
      { length: classes * heaps * features },
      () => 2 * setting.uniform() - 1,
    );
    return Promise.resolve(
      drawDataset({
        id: 'clusters',
        name: 'Gaussian clusters',
        classes: numberedClasses(classes),
        features: Array.from({ length: features }, (_, axis) => `x${axis + 1}`),
        samples,
        seed,
        draw(point, label, random) {
          const start = (label * heaps + random.below(heaps)) * features;
          for (let axis = 0; axis < features; axis++) {
            point[axis] = centres[start + axis]! + spread * random.normal();
          }
        },
      }),
    );
  },
});

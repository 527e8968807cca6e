/** Two moons: two half circles that reach into each other, as `make_moons` of scikit-learn has them. */
import { seedParameter } from '../../../core/parameters.ts';
import { defineDataset } from '../definition.ts';
import { drawDataset, samplesParameter } from './drawn.ts';

export const moons = defineDataset({
  id: 'moons',
  name: 'Two moons',
  kind: 'vector',
  summary: 'Two half circles that reach into each other: no straight line parts them, two experts can.',
  parameters: {
    samples: samplesParameter,
    noise: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0.1,
      label: 'Noise',
      explanation: 'Standard deviation around the half circles, which have the radius 1.',
    },
    seed: seedParameter,
  },
  needs: [],
  load: ({ samples, noise, seed }) =>
    Promise.resolve(
      drawDataset({
        id: 'moons',
        name: 'Two moons',
        classes: ['upper', 'lower'],
        features: ['x', 'y'],
        samples,
        seed,
        draw(point, label, random) {
          const angle = Math.PI * random.uniform();
          const [x, y] = [Math.cos(angle), Math.sin(angle)];
          point[0] = (label === 0 ? x : 1 - x) + noise * random.normal();
          point[1] = (label === 0 ? y : 0.5 - y) + noise * random.normal();
        },
      }),
    ),
});

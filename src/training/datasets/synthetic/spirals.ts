/** Spirals: one arm a class, wound around a common centre (after Lang & Witbrock, "Learning to Tell Two Spirals Apart", 1988). */
import { seedParameter } from '../../../core/parameters.ts';
import { defineDataset } from '../definition.ts';
import { drawDataset, numberedClasses, samplesParameter } from './drawn.ts';

export const spirals = defineDataset({
  id: 'spirals',
  name: 'Spirals',
  kind: 'vector',
  summary:
    'Arms wound around one centre, one a class: hard for a small network, and a picture of how experts part the plane.',
  parameters: {
    samples: samplesParameter,
    classes: {
      type: 'integer',
      min: 2,
      max: 8,
      default: 3,
      label: 'Arms',
      explanation: 'One class each.',
    },
    turns: {
      type: 'number',
      min: 0.25,
      max: 4,
      default: 1,
      label: 'Turns',
      explanation: 'How often an arm goes around the centre.',
    },
    noise: {
      type: 'number',
      min: 0,
      max: 0.5,
      default: 0.02,
      label: 'Noise',
      explanation: 'Standard deviation around the arms, which end at the radius 1.',
    },
    seed: seedParameter,
  },
  needs: [],
  load: ({ samples, classes, turns, noise, seed }) =>
    Promise.resolve(
      drawDataset({
        id: 'spirals',
        name: 'Spirals',
        classes: numberedClasses(classes),
        features: ['x', 'y'],
        samples,
        seed,
        draw(point, label, random) {
          // The root spreads the points evenly over the disc, not crowded at its centre.
          const radius = Math.sqrt(random.uniform());
          const angle = 2 * Math.PI * (turns * radius + label / classes);
          point[0] = radius * Math.cos(angle) + noise * random.normal();
          point[1] = radius * Math.sin(angle) + noise * random.normal();
        },
      }),
    ),
});

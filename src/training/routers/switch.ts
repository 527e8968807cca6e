/** Top-1 with capacity: Fedus, Zoph & Shazeer, arXiv 2101.03961. */
import { capacityOf, limitToCapacity } from '../../core/routing/capacity.ts';
import { softmaxRows } from '../../core/routing/logits.ts';
import type { Matrix } from '../../core/routing/matrix.ts';
import { gatesFrom, routingOf, type Routing } from '../../core/routing/routing.ts';
import { routeSwitch } from '../../core/routing/routers/switch.ts';
import type { Random } from '../../core/random.ts';
import { normal } from '../initializers.ts';
import { switchTransformers } from '../papers.ts';
import * as tf from '../tf.ts';
import { drawnSelection } from './drawn-selection.ts';
import { linearGate } from './linear-gate.ts';
import { defineRouter } from './router.ts';
import { capacityAtTestParameter, capacityParameter } from './shared-parameters.ts';

export const switchRouter = defineRouter({
  id: 'switch',
  name: 'Switch (top-1)',
  explanation:
    'Each sample goes to one expert, its output scaled by the gate. An expert takes only so many of a batch; the rest pass it by.',
  papers: [switchTransformers],
  parameters: {
    capacity: capacityParameter,
    capacityAtTest: capacityAtTestParameter,
    jitter: {
      type: 'number',
      min: 0,
      max: 0.5,
      default: 0,
      label: 'Input jitter ε',
      explanation:
        'While training, multiplies what the gate sees by random numbers from 1 − ε to 1 + ε, so that close decisions vary. The paper’s best way to explore, with 0.01.',
    },
    isDrawn: {
      type: 'boolean',
      default: false,
      label: 'Draw the expert',
      explanation:
        'While training, draws the expert by its probability instead of taking the most probable one. The paper tried it and found it worse.',
    },
  },
  isDense: false,
  used: () => 1,
  build: (context, { capacity, capacityAtTest, jitter, isDrawn }) => {
    // a tenth of the usual scale, as the paper advises for stability
    const gate = linearGate(context, normal(0.1 / Math.sqrt(context.features)));
    return {
      score: (x, { isTraining, random }) => {
        const isJittered = isTraining && jitter > 0;
        return { logits: gate(isJittered ? tf.mul(x, jitterLike(x, { jitter, random })) : x) };
      },
      decide: ({ logits }, { isTraining, random }) => {
        const capacityFactor = isTraining ? capacity : capacityAtTest;
        const routing =
          isTraining && isDrawn
            ? routeDrawn(logits!, { capacityFactor, random })
            : routeSwitch(logits!, { capacityFactor });
        return { routing };
      },
      gates: ({ logits }, { kept }) => tf.mul(tf.softmax(logits), kept),
    };
  },
});

/** Uniform in 1 ± jitter. */
function jitterLike(x: tf.Tensor2D, { jitter, random }: { jitter: number; random: Random }): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: x.size }, () => 1 + jitter * (2 * random.uniform() - 1)),
    x.shape,
  );
}

/** As `routeSwitch`, of experts drawn by their probability. */
function routeDrawn(
  logits: Matrix,
  { capacityFactor, random }: { capacityFactor: number; random: Random },
): Routing {
  const probabilities = softmaxRows(logits);
  const selection = drawnSelection(probabilities, random);
  const gates = gatesFrom(probabilities, selection);
  const capacity = capacityOf({ tokens: logits.rows, experts: logits.columns, factor: capacityFactor });
  return limitToCapacity(routingOf({ probabilities, gates, selection }), { capacity, priority: 'position' });
}

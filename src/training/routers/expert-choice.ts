/**
 * Expert choice: Zhou et al., arXiv 2202.09368. Experts choose their best samples of the batch, so all have equal loads.
 *
 * Which experts a sample gets depends on its batch, and at test that should not be. So the lowest probability that each
 * expert takes is averaged over the batches of training, and at test an expert takes whatever is at least that probable.
 * This is not of the paper, which evaluates on batches.
 */
import { softmaxRows } from '../../core/routing/logits.ts';
import { rowOf, type Matrix } from '../../core/routing/matrix.ts';
import { topIndices } from '../../core/routing/ranking.ts';
import { routeExpertChoice } from '../../core/routing/routers/expert-choice.ts';
import { gatesFrom, routingOf, type Routing } from '../../core/routing/routing.ts';
import { chosenBy, selectionOf } from '../../core/routing/selection.ts';
import { expertChoice2022 } from '../papers.ts';
import * as tf from '../tf.ts';
import { linearGate } from './linear-gate.ts';
import { defineRouter } from './router.ts';

/** Batches that the average remembers, about. */
const MEMORY = 100;

export const expertChoiceRouter = defineRouter({
  id: 'expert-choice',
  name: 'Expert choice',
  explanation:
    'Experts choose samples, not samples experts: each takes the same share of a batch. A sample may get several experts or none.',
  papers: [expertChoice2022],
  parameters: {
    expertsPerSample: {
      type: 'number',
      min: 0.25,
      max: 16,
      default: 2,
      label: 'Experts a sample',
      explanation: 'c: how many experts a sample gets on average.',
    },
    atTest: {
      type: 'choice',
      choices: [
        { value: 'threshold', label: 'By learned thresholds' },
        { value: 'batch', label: 'Within the batch' },
      ],
      default: 'threshold',
      label: 'At test',
      explanation:
        'Whether an expert takes what is as probable as what it took in training, each sample by itself, or chooses within the batch, as in the paper.',
    },
  },
  isDense: false,
  used: ({ expertsPerSample }) => expertsPerSample,
  build: (context, { expertsPerSample, atTest }) => {
    const gate = linearGate(context);
    const state = { thresholds: new Float64Array(context.experts), batches: new Float64Array(1) };
    return {
      state,
      score: (x) => ({ logits: gate(x) }),
      decide: ({ logits }, { isTraining }) => {
        const hasThresholds = atTest === 'threshold' && state.batches[0]! > 0;
        const routing =
          isTraining || !hasThresholds
            ? routeExpertChoice(logits!, { expertsPerToken: expertsPerSample })
            : routeByThresholds(logits!, state.thresholds);
        return { routing };
      },
      gates: ({ logits }, { kept }) => tf.mul(tf.softmax(logits), kept),
      afterStep: (routing) => {
        state.batches[0]!++;
        const share = 1 / Math.min(state.batches[0]!, MEMORY);
        lowestTaken(routing).forEach((lowest, expert) => {
          const threshold = state.thresholds[expert]!;
          if (lowest < Infinity) state.thresholds[expert] = threshold + share * (lowest - threshold);
        });
      },
    };
  },
});

/** The lowest probability of a token that an expert took, [E]; Infinity where it took none. */
function lowestTaken({ probabilities, selection }: Routing): Float64Array {
  const lowest = new Float64Array(probabilities.columns).fill(Infinity);
  for (let token = 0; token < selection.tokens; token++) {
    const row = rowOf(probabilities, token);
    for (const expert of chosenBy(selection, token)) lowest[expert] = Math.min(lowest[expert]!, row[expert]!);
  }
  return lowest;
}

/** Every expert takes the tokens that are as probable as its threshold, or more. Logits [T, E], thresholds [E]. */
function routeByThresholds(logits: Matrix, thresholds: Float64Array): Routing {
  const probabilities = softmaxRows(logits);
  const chosen = Array.from({ length: logits.rows }, (_, token) => {
    const row = rowOf(probabilities, token);
    return topIndices(row).filter((expert) => row[expert]! >= thresholds[expert]!);
  });
  const selection = selectionOf(chosen, logits.columns);
  return routingOf({ probabilities, gates: gatesFrom(probabilities, selection), selection });
}

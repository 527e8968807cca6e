/** What each expert says on average to those that choose it: what stays of one that becomes a novice (MoNE, arXiv 2507.00390). */
import { seededRandom } from '../../core/random.ts';
import { chosenBy, type Selection } from '../../core/routing/selection.ts';
import { readInputs } from '../batch-tensors.ts';
import type { Dataset, SplitName } from '../datasets/dataset.ts';
import { inOrder } from '../datasets/batches.ts';
import { TEST_BATCH } from '../evaluation.ts';
import type { Model } from '../model.ts';
import * as tf from '../tf.ts';

/** [E] of [o]; of an expert that nobody chose, what it says on average to all. */
export function meanOutputs(
  model: Model,
  chosen: { readonly dataset: Dataset; readonly split: SplitName; readonly samples: Uint32Array },
): readonly Float32Array[] {
  const { experts } = model;
  let sums: readonly Float64Array[] = [];
  let all: readonly Float64Array[] = [];
  const counts = new Float64Array(experts);
  let rows = 0;
  for (const samples of inOrder(chosen.samples, TEST_BATCH)) {
    const { each, width, selection } = outputsOfEach(model, { ...chosen, samples });
    if (sums.length === 0) [sums, all] = [newSums(experts, width), newSums(experts, width)];
    rows += selection.tokens;
    for (let token = 0; token < selection.tokens; token++) {
      const outputOf = (expert: number) =>
        each.subarray((token * experts + expert) * width, (token * experts + expert + 1) * width);
      for (let expert = 0; expert < experts; expert++) add(all[expert]!, outputOf(expert));
      for (const expert of chosenBy(selection, token)) {
        add(sums[expert]!, outputOf(expert));
        counts[expert]!++;
      }
    }
  }
  return sums.map((sum, expert) => {
    const [from, count] = counts[expert]! > 0 ? [sum, counts[expert]!] : [all[expert]!, rows];
    return Float32Array.from(from, (total) => total / count);
  });
}

function outputsOfEach(
  model: Model,
  batch: { readonly dataset: Dataset; readonly split: SplitName; readonly samples: Uint32Array },
): Outputs {
  const seen: { outputs?: Outputs } = {};
  tf.tidy(() => {
    const context = { isTraining: false, random: seededRandom(0) };
    const forward = model.forward(readInputs(batch, model.reads), context, { needsEach: true });
    const { eachAlone, decided } = forward;
    if (eachAlone === null)
      throw new Error('a mixture was asked for what each expert says, and did not tell');
    seen.outputs = {
      each: eachAlone.dataSync<'float32'>(),
      width: eachAlone.shape[2],
      selection: decided.routing.selection,
    };
  });
  return seen.outputs!;
}

interface Outputs {
  /** [T, E, o]. */
  readonly each: Float32Array;
  readonly width: number;
  readonly selection: Selection;
}

function newSums(experts: number, width: number): readonly Float64Array[] {
  return Array.from({ length: experts }, () => new Float64Array(width));
}

function add(sums: Float64Array, values: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
}

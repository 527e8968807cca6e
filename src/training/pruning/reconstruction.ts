/**
 * NAEE (Lu et al., arXiv 2402.14800): which experts to keep so that what the mixture puts out changes least. As many sets as
 * are quick to try are all tried; of more, experts go one by one from the best set that is one larger.
 */
import type { Reconstruction, ReconstructedSet } from '../../core/pruning/measured.ts';
import { noEdits } from '../../core/pruning/model-edits.ts';
import { seededRandom } from '../../core/random.ts';
import { readInputs } from '../batch-tensors.ts';
import * as tf from '../tf.ts';
import { LAYER, type MeasuredModel, type MeasureOptions } from './measured-model.ts';

/** Sets of one size that are all tried. */
const MOST_SETS = 500;
/** Samples that outputs are compared on, the first of those held back. */
const MOST_SAMPLES = 512;

export async function reconstruct(
  model: MeasuredModel,
  { signal, rest, report }: MeasureOptions,
): Promise<Reconstruction> {
  const { experts } = model;
  const everyone = Array.from({ length: experts }, (_, expert) => expert);
  const original = outputsOf(model, everyone);
  try {
    const best: ReconstructedSet[] = [];
    let larger: readonly number[] = everyone;
    for (let keep = experts - 1; keep >= 1; keep--) {
      const isBest = setCount(experts, keep) <= MOST_SETS;
      const sets = isBest ? setsOf(everyone, keep) : withoutOne(larger);
      const found = { kept: larger, error: Infinity };
      for (const kept of sets) {
        signal?.throwIfAborted();
        const error = distance(original, model, kept);
        if (error < found.error) Object.assign(found, { kept, error });
        await rest?.();
      }
      best.unshift({ keep, ...found, isBest });
      larger = found.kept;
      report?.((experts - keep) / (experts - 1));
    }
    return { layer: LAYER, samples: sampleOf(model).samples.length, best };
  } finally {
    original.dispose();
  }
}

function sampleOf(model: MeasuredModel) {
  const { split, samples } = model.samplesOf('sample');
  return { dataset: model.dataset, split, samples: samples.subarray(0, MOST_SAMPLES) };
}

/** Z, [T, o]: of the rows that the mixture sees, by these experts alone. */
function outputsOf(model: MeasuredModel, kept: readonly number[]): tf.Tensor2D {
  const pruned = model.build(kept.length === model.experts ? noEdits : { ...noEdits, kept });
  try {
    const context = { isTraining: false, random: seededRandom(0) };
    return tf.tidy(() => pruned.forward(readInputs(sampleOf(model), pruned.reads), context).outputs);
  } finally {
    pruned.dispose();
  }
}

/** ‖Z − Z′‖ ⁄ ‖Z‖ by the Frobenius norm. */
function distance(original: tf.Tensor2D, model: MeasuredModel, kept: readonly number[]): number {
  const outputs = outputsOf(model, kept);
  const [difference, whole] = tf.tidy(() =>
    tf.stack([tf.norm(tf.sub(original, outputs)), tf.norm(original)]).dataSync(),
  );
  outputs.dispose();
  return difference! / whole!;
}

function setCount(of: number, size: number): number {
  let count = 1;
  for (let i = 1; i <= Math.min(size, of - size); i++) count = (count * (of - i + 1)) / i;
  return count;
}

function* setsOf(ids: readonly number[], size: number): Generator<readonly number[]> {
  if (size === 0) yield [];
  for (let first = 0; first <= ids.length - size && size > 0; first++) {
    for (const rest of setsOf(ids.slice(first + 1), size - 1)) yield [ids[first]!, ...rest];
  }
}

function withoutOne(ids: readonly number[]): readonly (readonly number[])[] {
  return ids.map((id) => ids.filter((other) => other !== id));
}

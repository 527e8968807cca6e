/**
 * Sends each sample only to its experts: rows are sorted by expert, computed expert by expert, weighted and added up
 * where they came from. Worth it where few of many experts are used; `isDispatchFaster` says where.
 */
import type { Routing } from '../core/routing/routing.ts';
import * as tf from './tf.ts';

export interface DispatchInput {
  /** [T, d]. */
  readonly x: tf.Tensor2D;
  /** [T, E]. */
  readonly gates: tf.Tensor2D;
  readonly routing: Routing;
  /** Width of an expert's output. */
  readonly outputs: number;
}

/** Pairs of a sample and an expert, by expert: where each expert's rows begin, and the sample of each row. */
interface DispatchOrder {
  readonly start: Int32Array;
  readonly samples: Int32Array;
  readonly experts: Int32Array;
}

/** Counting sort of the pairs that were kept. */
function orderOf({ selection, dropped }: Routing, experts: number): DispatchOrder {
  const start = new Int32Array(experts + 1);
  selection.experts.forEach((expert, at) => {
    if (expert >= 0 && dropped[at] === 0) start[expert + 1]!++;
  });
  for (let expert = 0; expert < experts; expert++) start[expert + 1]! += start[expert]!;
  const next = start.slice();
  const samples = new Int32Array(start[experts]!);
  const expertOf = new Int32Array(start[experts]!);
  selection.experts.forEach((expert, at) => {
    if (expert < 0 || dropped[at] !== 0) return;
    const row = next[expert]!++;
    samples[row] = Math.floor(at / selection.slots);
    expertOf[row] = expert;
  });
  return { start, samples, experts: expertOf };
}

/** Σ gate · output, [T, o]; `compute` gives an expert's output for the rows [n, d] that it was sent. */
export function dispatch(
  { x, gates, routing, outputs }: DispatchInput,
  compute: (expert: number, rows: tf.Tensor2D) => tf.Tensor2D,
): tf.Tensor2D {
  const [samples, experts] = gates.shape;
  const order = orderOf(routing, experts);
  if (order.samples.length === 0) return tf.zeros([samples, outputs]);
  const sampleIds = tf.tensor1d(order.samples, 'int32');
  const sent = tf.gather(x, sampleIds);
  const computed: tf.Tensor2D[] = [];
  for (let expert = 0; expert < experts; expert++) {
    const begin = order.start[expert]!;
    const rows = order.start[expert + 1]! - begin;
    if (rows > 0) computed.push(compute(expert, tf.slice(sent, [begin, 0], [rows, -1])));
  }
  // gates as one long column, so that each pair's is a row of it
  const pairs = order.samples.map((sample, row) => sample * experts + order.experts[row]!);
  const weights = tf.gather(tf.reshape(gates, [samples * experts, 1]), tf.tensor1d(pairs, 'int32'));
  const weighted: tf.Tensor2D = tf.concat(computed, 0).mul(weights);
  return tf.unsortedSegmentSum(weighted, sampleIds, samples);
}

/**
 * Whether dispatching wins over computing every expert for every sample. A rule and not a measurement, since it must
 * decide the same way in every run: the two forms round differently. From bench/train.mjs: sorting, packing and adding
 * up cost about as much as a third of the dense form.
 */
export function isDispatchFaster(
  { samples, experts, operations }: { samples: number; experts: number; operations: number },
  { used, backend }: { used: number; backend: string },
): boolean {
  if (backend === 'cpu') return false;
  const isLarge = samples * experts * operations > 2e7;
  return isLarge && used / experts <= 0.3;
}

/** Magnitudes of the experts' weights as they are now, for the sparsity curve that a run shows. Biases are left out. */
import type { EvaluationPoint } from '../core/run-history.ts';
import { binOf, LevelsBuilder, meanInBin, SKETCH_BINS } from '../core/sketch/levels.ts';
import type { Run } from './run.ts';

/** Of every magnitude that a float can have. */
const LOWEST_BIN = binOf(Number.MIN_VALUE, SKETCH_BINS);
const BINS = binOf(2 ** 128, SKETCH_BINS) - LOWEST_BIN + 1;

/** Of the routed experts; of the whole model where there are none. */
export function weightMagnitudes({ model }: Run): EvaluationPoint['weights'] {
  const matrices = model.weights.all().filter(({ isVector }) => !isVector);
  const experts = matrices.filter(({ group }) => group === 'experts');
  const tally = new MagnitudeTally();
  for (const { variable } of experts.length > 0 ? experts : matrices) tally.add(variable.dataSync());
  return tally.result();
}

class MagnitudeTally {
  readonly #count = new Float64Array(BINS);
  readonly #sum = new Float64Array(BINS);
  readonly #square = new Float64Array(BINS);
  #zeros = 0;
  #maxAbs = 0;

  add(weights: Float32Array | Int32Array | Uint8Array): void {
    for (const weight of weights) {
      const magnitude = Math.abs(weight);
      if (magnitude === 0) this.#zeros++;
      if (!(magnitude > 0 && magnitude < Infinity)) continue;
      const bin = binOf(magnitude, SKETCH_BINS) - LOWEST_BIN;
      this.#count[bin]! += 1;
      this.#sum[bin]! += magnitude;
      this.#square[bin]! += magnitude * magnitude;
      if (magnitude > this.#maxAbs) this.#maxAbs = magnitude;
    }
  }

  result(): EvaluationPoint['weights'] {
    const builder = new LevelsBuilder(SKETCH_BINS);
    let [l1, sumSquares] = [0, 0];
    this.#count.forEach((count, bin) => {
      if (count === 0) return;
      const [sum, square] = [this.#sum[bin]!, this.#square[bin]!];
      const mean = meanInBin({ count, sum }, LOWEST_BIN + bin, SKETCH_BINS);
      builder.append(mean, count, square / count - mean * mean);
      l1 += sum;
      sumSquares += square;
    });
    return { levels: builder.build(), zeros: this.#zeros, l1, sumSquares, maxAbs: this.#maxAbs };
  }
}

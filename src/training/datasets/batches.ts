/**
 * The order in which samples are seen. Batch b of epoch e follows from the seed alone, so that a run that is resumed
 * at (e, b) goes on exactly as if it had not stopped.
 */
import { seededRandom, seedOfStream, shuffledIndices } from '../../core/random.ts';

export interface BatchOptions {
  /** Samples a batch. */
  readonly size: number;
  readonly seed: number;
  /** Where to begin; 0 unless resumed. */
  readonly epoch?: number;
  readonly batch?: number;
  /** How many epochs from the first one on; without end unless given. */
  readonly epochs?: number;
  /** Leave out the last batch of an epoch if it is not full. */
  readonly dropsRest?: boolean;
}

export interface Batch {
  readonly epoch: number;
  /** Counted within the epoch. */
  readonly batch: number;
  /** Samples of the split, each at most once an epoch. */
  readonly samples: Uint32Array;
}

/** Batches of a share of a split (`shares.ts`): `count` samples from the first on, or the samples listed. */
export function* batches(share: number | Uint32Array, options: BatchOptions): Generator<Batch, void> {
  const { size, seed, epoch: firstEpoch = 0, batch: firstBatch = 0, epochs = Infinity } = options;
  const count = typeof share === 'number' ? share : share.length;
  const perEpoch = batchesPerEpoch(count, options);
  if (perEpoch === 0) return;
  for (let epoch = firstEpoch; epoch < epochs; epoch++) {
    const order = epochOrder(share, { seed, epoch });
    for (let batch = epoch === firstEpoch ? firstBatch : 0; batch < perEpoch; batch++) {
      yield { epoch, batch, samples: order.subarray(batch * size, (batch + 1) * size) };
    }
  }
}

export function batchesPerEpoch(
  count: number,
  { size, dropsRest = false }: Pick<BatchOptions, 'size' | 'dropsRest'>,
): number {
  return dropsRest ? Math.floor(count / size) : Math.ceil(count / size);
}

/** A permutation of the share's samples. */
export function epochOrder(
  share: number | Uint32Array,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): Uint32Array {
  const random = seededRandom(seedOfStream(seed, epoch));
  if (typeof share === 'number') return shuffledIndices(share, random);
  return shuffledIndices(share.length, random).map((place) => share[place]!);
}

/** Runs of at most `size` samples in their own order: for evaluation. */
export function* inOrder(share: number | Uint32Array, size: number): Generator<Uint32Array, void> {
  const count = typeof share === 'number' ? share : share.length;
  for (let start = 0; start < count; start += size) {
    const length = Math.min(size, count - start);
    yield typeof share === 'number'
      ? Uint32Array.from({ length }, (_, i) => start + i)
      : share.subarray(start, start + length);
  }
}

/**
 * The binary version of CIFAR-10 and CIFAR-100 (cs.toronto.edu/~kriz/cifar.html): records of a label (CIFAR-100: first
 * the coarse one of 20, then the fine one of 100), then 1024 red, 1024 green and 1024 blue values, rows from the top.
 */
import { Fault } from '../../../core/fault.ts';
import type { ImageSplit } from '../dataset.ts';
import { MAX_SAMPLES } from '../limits.ts';
import { checkLabels } from './labels.ts';

export const cifarShape = { height: 32, width: 32, channels: 3 } as const;

const PLANE_BYTES = 1024;
const IMAGE_BYTES = 3 * PLANE_BYTES;

/** How a record begins. */
export interface CifarVariant {
  readonly labelBytes: number;
  /** Which of them is the label. */
  readonly labelAt: number;
  readonly classCount: number;
}

export const cifar10 = { labelBytes: 1, labelAt: 0, classCount: 10 } as const satisfies CifarVariant;
export const cifar100 = { labelBytes: 2, labelAt: 1, classCount: 100 } as const satisfies CifarVariant;
/** CIFAR-100 by its 20 superclasses. */
export const cifar20 = { labelBytes: 2, labelAt: 0, classCount: 20 } as const satisfies CifarVariant;

export function recordBytes({ labelBytes }: Pick<CifarVariant, 'labelBytes'>): number {
  return labelBytes + IMAGE_BYTES;
}

export interface CifarBatch {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** One split of several batches, in their order. Throws `truncated`, `over-limit` or `label-out-of-range`. */
export function parseCifar(batches: readonly CifarBatch[], variant: CifarVariant): ImageSplit {
  const stride = recordBytes(variant);
  const counts = batches.map(({ file, bytes: { length } }) => {
    const records = Math.ceil(length / stride);
    if (records * stride === length) return records;
    const facts = { what: `record ${records} of ${stride} bytes`, neededBytes: records * stride };
    throw new Fault('truncated', { file, ...facts, sizeBytes: length });
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total > MAX_SAMPLES) {
    const facts = { what: 'the number of samples', value: total, limit: MAX_SAMPLES };
    throw new Fault('over-limit', { file: batches[0]!.file, ...facts });
  }
  const pixels = new Uint8Array(total * IMAGE_BYTES);
  const labels = new Uint8Array(total);
  let at = 0;
  for (const [b, { file, bytes }] of batches.entries()) {
    const own = Uint8Array.from(
      { length: counts[b]! },
      (_, record) => bytes[record * stride + variant.labelAt]!,
    );
    labels.set(checkLabels({ file, values: own }, variant.classCount), at);
    for (let start = variant.labelBytes; start < bytes.length; start += stride) {
      interleave(
        bytes.subarray(start, start + IMAGE_BYTES),
        pixels.subarray(at * IMAGE_BYTES, ++at * IMAGE_BYTES),
      );
    }
  }
  return { pixels, labels, partOf: null };
}

/** Three planes into pixels of three channels. */
function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  for (let i = 0, p = 0; i < PLANE_BYTES; i++) {
    pixels[p++] = planes[i]!;
    pixels[p++] = planes[i + PLANE_BYTES]!;
    pixels[p++] = planes[i + 2 * PLANE_BYTES]!;
  }
}

import { describe, expect, it } from 'vitest';
import { Fault } from '../../../core/fault.ts';
import { cifar10, cifar100, cifar20, parseCifar, recordBytes } from './cifar.ts';

function record(labels: readonly number[], red: number, green: number, blue: number): Uint8Array {
  const planes = [red, green, blue].flatMap((value) => new Array<number>(1024).fill(value));
  const bytes = Uint8Array.from([...labels, ...planes]);
  // Its second pixel tells columns from rows.
  bytes[labels.length + 1] = 77;
  return bytes;
}

describe('CIFAR binary', () => {
  it('becomes pixels of three channels, batch after batch', () => {
    const { pixels, labels } = parseCifar(
      [
        { file: 'a.bin', bytes: record([3], 1, 2, 3) },
        { file: 'b.bin', bytes: Uint8Array.of(...record([9], 4, 5, 6), ...record([0], 7, 8, 9)) },
      ],
      cifar10,
    );
    expect([...labels]).toEqual([3, 9, 0]);
    expect([...pixels.subarray(0, 9)]).toEqual([1, 2, 3, 77, 2, 3, 1, 2, 3]);
    expect([...pixels.subarray(-3)]).toEqual([7, 8, 9]);
    expect(pixels).toHaveLength(3 * 3072);
  });

  it('has two labels in CIFAR-100', () => {
    const batch = [{ file: 'train.bin', bytes: record([19, 99], 1, 2, 3) }];
    expect([...parseCifar(batch, cifar100).labels]).toEqual([99]);
    expect([...parseCifar(batch, cifar20).labels]).toEqual([19]);
    expect([recordBytes(cifar10), recordBytes(cifar100)]).toEqual([3073, 3074]);
  });

  it('that is cut off, or has a label too high, is refused', () => {
    const bytes = record([3], 1, 2, 3);
    expect(() => parseCifar([{ file: 'a.bin', bytes: bytes.subarray(1) }], cifar10)).toThrow(
      new Fault('truncated', {
        file: 'a.bin',
        what: 'record 1 of 3073 bytes',
        neededBytes: 3073,
        sizeBytes: 3072,
      }),
    );
    expect(() => parseCifar([{ file: 'a.bin', bytes: record([10], 1, 2, 3) }], cifar10)).toThrow(
      new Fault('label-out-of-range', { file: 'a.bin', sample: 0, label: '10', range: '0 to 9' }),
    );
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { pytorchLegacy } from './pytorch-legacy.ts';

const bytes = new Uint8Array(readFileSync(new URL('fixtures/pytorch/mixtral-legacy.pt', import.meta.url)));

function read(content: Uint8Array) {
  return pytorchLegacy.read(bytesFile('m.pt', content), bytesSource('m.pt', content));
}

/** A copy in which the first place that holds `wanted` holds something else. */
function replaced(wanted: string, by: string): Uint8Array {
  const at = Buffer.from(bytes).indexOf(wanted, 0, 'latin1');
  expect(at).toBeGreaterThanOrEqual(0);
  const copy = bytes.slice();
  copy.set(Buffer.from(by, 'latin1'), at);
  return copy;
}

describe('a PyTorch file from before 1.6', () => {
  it('is opened without reading its storages', async () => {
    const padded = new Uint8Array(Buffer.concat([bytes, new Uint8Array(2 ** 23)]));
    const count = noReads();
    const { tensors } = await pytorchLegacy.read(
      bytesFile('m.pt', padded),
      countingSource(bytesSource('m.pt', padded), count),
    );
    expect(tensors.length).toBeGreaterThan(10);
    expect(count.bytes).toBeLessThan(2 ** 20 + 2 ** 16);
  });

  it('of another protocol, without a byte order, or with other counts ends in a fault', async () => {
    // BININT2 1001
    expect(await faultOf(() => read(replaced('M\xe9\x03', 'M\xe8\x03')))).toBe('malformed');
    expect(await faultOf(() => read(replaced('little_endian', 'middle_endian')))).toBe('malformed');
    const { tensors } = await read(bytes);
    const counted = bytes.slice();
    const first = Math.min(...tensors.map(({ startByte }) => startByte));
    counted[first - 8]! ^= 1;
    expect(await faultOf(() => read(counted))).toBe('malformed');
  });

  it('cut off ends in a fault wherever that is', async () => {
    for (let length = 14; length < bytes.length; length += 97) {
      expect(['truncated', 'malformed']).toContain(await faultOf(() => read(bytes.slice(0, length))));
    }
  });
});

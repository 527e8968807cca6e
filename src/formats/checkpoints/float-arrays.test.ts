import { describe, expect, it } from 'vitest';
import { faultOf } from '../../testing/fault-of.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { encodeFloatArrays, readFloatArrays } from './float-arrays.ts';
import { encodeSafetensors } from './safetensors-writer.ts';

function read(bytes: Uint8Array) {
  const source = bytesSource('a.safetensors', bytes);
  const recipe = { kind: 'bytes', name: 'a.safetensors', bytes } as const;
  return readFloatArrays({ name: 'a.safetensors', size: bytes.length, recipe }, source);
}

describe('arrays of floats', () => {
  it('come back as they were, texts included', async () => {
    const given = {
      arrays: [
        { name: 'a.weight', shape: [2, 2], values: Float32Array.of(1, -0, 1e-45, 3.4e38) },
        { name: 'b', shape: [], values: Float32Array.of(0.1) },
        { name: 'none', shape: [0, 3], values: new Float32Array(0) },
      ],
      metadata: { step: '7' },
    };
    const back = await read(encodeFloatArrays(given));
    expect(back.metadata).toEqual(given.metadata);
    expect(new Set(back.arrays)).toEqual(new Set(given.arrays));
  });

  it('are widened from BF16', async () => {
    const bytes = Uint8Array.of(0x80, 0x3f, 0x00, 0xc0);
    const { arrays } = await read(encodeSafetensors([{ name: 'a', dtype: 'BF16', shape: [2], bytes }]));
    expect([...arrays[0]!.values]).toEqual([1, -2]);
  });

  it('are refused in another dtype', async () => {
    const bytes = encodeSafetensors([{ name: 'a', dtype: 'F16', shape: [1], bytes: new Uint8Array(2) }]);
    expect(await faultOf(() => read(bytes))).toBe('malformed');
  });
});

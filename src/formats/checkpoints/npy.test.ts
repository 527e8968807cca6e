import { describe, expect, it } from 'vitest';
import { notice, type FaultCode } from '../../core/fault.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { buildNpy, npyHeader } from '../../testing/npy-builder.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { npy } from './npy.ts';

const data = new Uint8Array(24);

function read(bytes: Uint8Array, count = noReads()) {
  const name = 'weights.npy';
  return npy.read(bytesFile(name, bytes), countingSource(bytesSource(name, bytes), count));
}

describe('a NumPy array', () => {
  it('is named after its file, and read in one read', async () => {
    const count = noReads();
    const bytes = buildNpy(npyHeader("'<f4'", '(2, 3)', 'True'), { data });
    const { tensors, notices } = await read(bytes, count);
    const entry = { name: 'weights', dtype: 'F32', shape: [2, 3], file: 0, startByte: 75, byteLength: 24 };
    expect(tensors).toEqual([{ ...entry, startByte: bytes.length - 24, strides: [1, 2] }]);
    expect(notices).toEqual([]);
    expect(count.reads).toBe(1);
  });

  it('with a header longer than the first read is read in two', async () => {
    const count = noReads();
    const { tensors } = await read(
      buildNpy(npyHeader("'<f8'", '(3,)') + ' '.repeat(2000), { version: 3, data }),
      count,
    );
    expect(tensors).toMatchObject([{ dtype: 'F64', shape: [3] }]);
    expect(count.reads).toBe(2);
  });

  it('may have a header of Python 2', async () => {
    const { tensors } = await read(
      buildNpy("{'shape': (2L, 3L), 'descr': '>f4', 'fortran_order': False}", { data }),
    );
    expect(tensors).toMatchObject([{ dtype: 'F32', shape: [2, 3], byteOrder: 'big' }]);
  });

  it('may be followed by bytes that are none of its business', async () => {
    const { notices } = await read(buildNpy(npyHeader("'|u1'", '(20,)'), { data }));
    expect(notices).toEqual([notice('trailing-bytes', { file: 'weights.npy', bytes: 4 })]);
  });

  it.each(["'|O'", "'<U8'", "'|S3'", "'<M8[ns]'", "'<f16'", "'|V16'", "[('x', '<f4'), ('y', '<i4', (2,))]"])(
    'of %s is told from damage',
    async (descr) => {
      expect(await faultOf(() => read(buildNpy(npyHeader(descr, '(1,)'), { data })))).toBe(
        'unsupported-format',
      );
    },
  );

  it.each<[string, Uint8Array, FaultCode]>([
    [
      'a header longer than itself',
      buildNpy(npyHeader("'<f4'", '(6,)'), { headerLength: 60_000 }),
      'truncated',
    ],
    ['a header of gigabytes', buildNpy('{}', { version: 2, headerLength: 4e9 }), 'over-limit'],
    ['a version of the future', buildNpy(npyHeader("'<f4'", '(6,)'), { version: 9 }), 'malformed'],
    ['fewer elements than its shape', buildNpy(npyHeader("'<f4'", '(7,)'), { data }), 'truncated'],
    [
      'more elements than can be counted',
      buildNpy(npyHeader("'<f4'", `(${2n ** 60n},)`), { data }),
      'over-limit',
    ],
    [
      'a shape whose product overflows',
      buildNpy(npyHeader("'<f4'", `(${'4294967296, '.repeat(40)})`), { data }),
      'over-limit',
    ],
    ['a size below zero', buildNpy(npyHeader("'<f4'", '(-1,)'), { data }), 'malformed'],
    ['a shape that is a number', buildNpy(npyHeader("'<f4'", '(6)'), { data }), 'malformed'],
    ['a shape of words', buildNpy(npyHeader("'<f4'", "('6',)"), { data }), 'malformed'],
    ['too many axes', buildNpy(npyHeader("'<f4'", `(${'1, '.repeat(65)})`), { data }), 'over-limit'],
    ['an order that is no order', buildNpy(npyHeader("'<f4'", '(6,)', '1'), { data }), 'malformed'],
    ['a header without a shape', buildNpy("{'descr': '<f4', 'fortran_order': False}"), 'malformed'],
    ['a header that calls code', buildNpy("__import__('os').system('true')"), 'malformed'],
    ['a header that nests without end', buildNpy('('.repeat(5000)), 'malformed'],
    ['no header', buildNpy(''), 'malformed'],
    ['nothing but its magic', buildNpy('').subarray(0, 7), 'malformed'],
  ])('with %s ends in a fault', async (_, bytes, code) => {
    expect(await faultOf(() => read(bytes))).toBe(code);
  });

  it('of no elements may have axes of any size', async () => {
    const { tensors } = await read(buildNpy(npyHeader("'<f4'", '(0, 9007199254740991)', 'True')));
    expect(tensors).toMatchObject([{ byteLength: 0 }]);
  });
});

import { describe, expect, it } from 'vitest';
import { call, code, named, none, pickle, text, tuple, type Pickled } from '../../testing/pickle-builder.ts';
import pickles from './fixtures/pickles.json' with { type: 'json' };
import { arrayOf } from './pickle-ndarray.ts';
import { parsePickle } from './pickle.ts';

const parse = (bytes: Uint8Array) => arrayOf(parsePickle(bytes, 'a.pkl'));

describe('a pickled array', () => {
  it.each([2, 3, 4, 5])('by protocol %i is taken apart', (protocol) => {
    const array = parse(new Uint8Array(Buffer.from(pickles.arrays[protocol - 2]!, 'base64')));
    const columns = Uint8Array.from([0, 3, 1, 4, 2, 5].flatMap((value) => bigEndian(value)));
    expect(array).toEqual({ descr: '>f4', shape: [2, 3], isFortran: true, bytes: columns });
  });

  const dtype: Pickled = [...call(named('numpy', 'dtype'), text('O8')), ...tuple(none, text('|')), code('b')];

  it.each<[string, Pickled]>([
    ['nothing', none],
    ['an array without state', call(named('numpy.core.multiarray', '_reconstruct'))],
    [
      'an array of objects',
      [
        ...call(named('numpy.core.multiarray', '_reconstruct')),
        ...tuple(none, tuple(), dtype, none, tuple()),
        code('b'),
      ],
    ],
    [
      'an array of no type',
      call(named('numpy.core.numeric', '_frombuffer'), text('x'), none, tuple(), text('C')),
    ],
    ['another call', call(named('numpy', 'zeros'), tuple())],
  ])('is told from %s', (_, value) => {
    expect(parse(pickle(value))).toBeNull();
  });
});

function bigEndian(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [...new Uint8Array(view.buffer)];
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import {
  packArray,
  packExtension,
  packMap,
  packText,
  word,
  type Packed,
} from '../../testing/msgpack-builder.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { openable } from '../../testing/specimens/specimen-file.ts';
import { openCheckpoints } from '../open.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { flax } from './flax.ts';

const model = new Uint8Array(readFileSync(new URL('fixtures/flax/model.msgpack', import.meta.url)));

describe('Flax', () => {
  it.each(['flax_model.msgpack', 'unknown'])('experts are found by their names (%s)', async (name) => {
    const { checkpoints } = await openCheckpoints([openable(name, model)]);
    expect(checkpoints[0]!.formatName).toBe('Flax (msgpack)');
    const { expertsPerLayer, parts } = structureOf(checkpoints[0]!);
    expect(expertsPerLayer).toBe(3);
    expect(parts.filter(({ role }) => role === 'router')).toHaveLength(1);
    expect(parts.filter(({ role }) => role === 'optimizer')).toHaveLength(1);
  });

  it('reads around arrays, not through them', async () => {
    const bytes = Uint8Array.from(
      packMap([
        ['a', packArray([400_000], 'float32', new Uint8Array(1_600_000))],
        ['b', packArray([1], 'float32', new Uint8Array(4))],
      ]),
    );
    const count = noReads();
    const { tensors } = await flax.read(
      bytesFile('m', bytes),
      countingSource(bytesSource('m', bytes), count),
    );
    expect(tensors.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(count.bytes).toBeLessThan(200_000);
  });

  const array = packArray([2], 'float32', new Uint8Array(8));
  const chunked = '__msgpack_chunked_array__';
  const pieces = (...entries: [string, Packed][]) => packMap([[chunked, [0xc3]], ...entries]);

  it.each<[string, Packed, string]>([
    [
      'an array twice',
      packMap([
        ['a', array],
        ['a', array],
      ]),
      'malformed',
    ],
    [
      'another length than its shape',
      packMap([['a', packArray([3], 'float32', new Uint8Array(8))]]),
      'tensor-size-mismatch',
    ],
    ['an array that is text', packMap([['a', packExtension(1, packText('array'))]]), 'malformed'],
    ['bytes after an array', packMap([['a', packExtension(1, [...array.slice(6), 1])]]), 'malformed'],
    ['an array longer than the file', [0x81, ...packText('a'), 0xc9, ...word(2 ** 31), 1], 'truncated'],
    ['more keys than bytes', [0xdf, ...word(2 ** 31), ...packText('a'), ...array], 'truncated'],
    [
      'a map within a map within a map …',
      Array.from({ length: 500 }, () => [0x81, ...packText('a')]).flat(),
      'over-limit',
    ],
    [
      'a name of a megabyte',
      [0xdf, ...word(2), ...packText('a'), 1, 0xdb, ...word(1e6), ...Array<number>(1e6).fill(97), 1],
      'over-limit',
    ],
    ['a byte that begins nothing', [0x82, ...packText('a'), 0xc1], 'malformed'],
    ['a key that is a map', [0x82, ...packText('a'), 1, 0x81, 1], 'malformed'],
    [
      'pieces that are none',
      packMap([['a', pieces(['shape', packMap([])], ['chunks', packMap([['0', [1]]])])]]),
      'malformed',
    ],
    [
      'pieces without a shape',
      packMap([['a', pieces(['chunks', packMap([['0', array]])])]]),
      'tensor-size-mismatch',
    ],
    ['pieces out of order', packMap([['a', pieces(['chunks', packMap([['1', array]])])]]), 'malformed'],
    ['no pieces', packMap([['a', pieces()]]), 'malformed'],
    ['no arrays', packMap([['a', [1]]]), 'no-tensors'],
  ])('%s', async (_, bytes, code) => {
    const { faults } = await openCheckpoints([openable('m.msgpack', Uint8Array.from(bytes))]);
    expect(faults.map((fault) => fault.code)).toEqual([code]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import {
  buildOnnx,
  protoBytes,
  protoNumber,
  varint,
  type OnnxInitialiser,
} from '../../testing/onnx-builder.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { sharedFixture } from '../../testing/shared.ts';
import { openable } from '../../testing/specimens/specimen-file.ts';
import { readTensorBytes } from '../../testing/tensor-bytes.ts';
import { openCheckpoints } from '../open.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { sourceOf } from '../sources/source-of.ts';
import { onnx } from './onnx.ts';

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`fixtures/onnx/${name}`, import.meta.url)));
}

const inline = fixture('experts.onnx');
const outside = fixture('outside.onnx');
const data = fixture('outside.onnx.data');

async function codesOf(bytes: Uint8Array, name = 'model.onnx'): Promise<string[]> {
  const { faults } = await openCheckpoints([openable(name, bytes)]);
  return faults.map(({ code }) => code);
}

describe('ONNX', () => {
  it.each(['model.onnx', 'unknown'])('experts are found by their names (%s)', async (name) => {
    const { checkpoints } = await openCheckpoints([openable(name, inline)]);
    expect(checkpoints[0]!.formatName).toBe('ONNX');
    expect(structureOf(checkpoints[0]!)).toMatchObject({ family: 'mixtral', expertsPerLayer: 3 });
  });

  it.each(['', 'm/'])(
    'weights in a file beside are read, and the file is no model of its own (%j)',
    async (folder) => {
      const { checkpoints, faults, notices } = await openCheckpoints([
        openable(`${folder}outside.onnx.data`, data),
        openable(`${folder}outside.onnx`, outside),
      ]);
      expect([faults, notices]).toEqual([[], []]);
      expect(checkpoints).toHaveLength(1);
      const { tensors, files } = checkpoints[0]!;
      const inside = await onnx.read(bytesFile('m', inline), bytesSource('m', inline));
      expect(tensors.map(({ name }) => name)).toEqual(inside.tensors.map(({ name }) => name));
      for (const tensor of tensors) {
        expect(files[tensor.file]!.name).toContain('outside.onnx.data');
        expect((await readTensorBytes(tensor, sourceOf(files[tensor.file]!.recipe))).length).toBe(
          tensor.byteLength,
        );
      }
    },
  );

  it('weights in a file that did not come along are asked for', async () => {
    const { faults } = await openCheckpoints([openable('outside.onnx', outside)]);
    expect(faults).toEqual([
      { code: 'weights-elsewhere', facts: { file: 'outside.onnx', wanted: ['outside.onnx.data'] } },
    ]);
  });

  it('some weights that did not come along are told', async () => {
    const bytes = buildOnnx([
      { name: 'a', shape: [2], bytes: new Uint8Array(8) },
      { name: 'b', shape: [2], external: { location: 'b.bin' } },
    ]);
    const { checkpoints } = await openCheckpoints([openable('m.onnx', bytes)]);
    expect(checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['a']);
    expect(checkpoints[0]!.notices).toContainEqual({
      code: 'missing-shard',
      facts: { shards: ['b.bin'], tensors: 1 },
    });
  });

  it.each([
    '/etc/passwd',
    '../secret',
    'a/../../secret',
    'a/..',
    '',
    '.',
    'a//b',
    'C:\\secret',
    '..\\secret',
    'file:///etc/passwd',
    'https://example.org/weights',
    'a\0b',
  ])('weights outside the folder are refused (%j)', async (location) => {
    const bytes = buildOnnx([{ name: 'a', shape: [2], external: { location } }]);
    const files = [openable('m/model.onnx', bytes), openable('secret', data), openable('/etc/passwd', data)];
    const { checkpoints, faults } = await openCheckpoints(files);
    expect(checkpoints).toEqual([]);
    expect(faults[0]).toMatchObject({ code: 'malformed' });
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['beyond the end', { location: 'd', offset: '4' }, 'tensor-outside-file'],
    ['of another length', { location: 'd', length: '4' }, 'tensor-size-mismatch'],
    ['nowhere', { location: 'd', offset: '-8' }, 'malformed'],
    ['too far', { location: 'd', offset: '99999999999999999999' }, 'malformed'],
  ])('weights beside, %s', async (_, external, code) => {
    const bytes = buildOnnx([{ name: 'a', shape: [2], external }]);
    const { faults } = await openCheckpoints([
      openable('model.onnx', bytes),
      openable('d', new Uint8Array(8)),
    ]);
    expect(faults[0]).toMatchObject({ code });
  });

  it('reads around weights, not through them', async () => {
    const bytes = buildOnnx([
      { name: 'a', shape: [500_000], bytes: new Uint8Array(2_000_000) },
      { name: 'b', shape: [1], bytes: new Uint8Array(4) },
    ]);
    const count = noReads();
    const { tensors } = await onnx.read(
      bytesFile('m', bytes),
      countingSource(bytesSource('m', bytes), count),
    );
    expect(tensors.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(count.bytes).toBeLessThan(200_000);
  });

  /** TensorProto.DataType. Of 4 bits, the first element is in the lower half of a byte. */
  it.each([
    [17, 'F8_E4M3', 2],
    [18, 'F8_E4M3FNUZ', 2],
    [19, 'F8_E5M2', 2],
    [20, 'F8_E5M2FNUZ', 2],
    [21, 'U4', 4],
    [22, 'U4', 4],
    [23, 'F4', 4],
    [24, 'F8_E8M0', 2],
  ] as const)('elements of kind %i are %s, as bytes and in a list', async (dataType, dtype, elements) => {
    const codes = [0x38, 0xf2];
    const bytes = buildOnnx([
      { name: 'bytes', shape: [elements], dataType, bytes: Uint8Array.from(codes) },
      { name: 'list', shape: [elements], dataType, listed: { field: 5, bytes: codes.flatMap(varint) } },
    ]);
    const { checkpoints, faults } = await openCheckpoints([openable('m.onnx', bytes)]);
    expect(faults).toEqual([]);
    const { tensors, files } = checkpoints[0]!;
    expect(tensors.map((tensor) => tensor.dtype)).toEqual([dtype, dtype]);
    for (const tensor of tensors) {
      const stored = await readTensorBytes(tensor, sourceOf(files[tensor.file]!.recipe));
      expect([...stored]).toEqual(codes);
    }
  });

  it('complex numbers may be listed as their halves', async () => {
    const bytes = buildOnnx([
      { name: 'a', shape: [2], dataType: 14, listed: { field: 4, bytes: Array<number>(16).fill(0) } },
      { name: 'b', shape: [1], dataType: 15, listed: { field: 10, bytes: Array<number>(16).fill(0) } },
    ]);
    const { checkpoints, faults } = await openCheckpoints([openable('m.onnx', bytes)]);
    expect(faults).toEqual([]);
    expect(checkpoints[0]!.tensors.map(({ dtype }) => dtype)).toEqual(['C64', 'C128']);
  });

  it('an odd number of 4-bit elements ends with half a byte, and is left aside by that name', async () => {
    const bytes = buildOnnx([
      { name: 'a', shape: [1], bytes: new Uint8Array(4) },
      { name: 'odd', shape: [3], dataType: 22, bytes: Uint8Array.of(0x10, 0x02) },
    ]);
    const { checkpoints } = await openCheckpoints([openable('m.onnx', bytes)]);
    expect(checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['a']);
    const files = ['odd (ends in the middle of a byte)'];
    expect(checkpoints[0]!.notices).toContainEqual({ code: 'ignored-files', facts: { files } });
  });

  it('numbers may be listed one by one, and keep their sign', async () => {
    const ones = [...protoNumber(7, -1), ...protoNumber(7, 5)];
    const tensor = [...protoBytes(1, [2]), ...protoNumber(2, 7), ...protoBytes(8, [0x61]), ...ones];
    const bytes = [...protoNumber(1, 8), ...protoBytes(7, protoBytes(5, tensor)), ...protoBytes(8, [])];
    const { checkpoints } = await openCheckpoints([openable('m.onnx', Uint8Array.from(bytes))]);
    const { tensors, files } = checkpoints[0]!;
    const stored = await readTensorBytes(tensors[0]!, sourceOf(files[tensors[0]!.file]!.recipe));
    expect([...new BigInt64Array(stored.slice().buffer)]).toEqual([-1n, 5n]);
  });

  it.each<[string, readonly OnnxInitialiser[], string]>([
    ['a name twice', [1, 2].map(() => ({ name: 'a', shape: [], bytes: new Uint8Array(4) })), 'malformed'],
    ['no name', [{ name: '', shape: [], bytes: new Uint8Array(4) }], 'malformed'],
    [
      'fewer bytes than its shape',
      [{ name: 'a', shape: [3], bytes: new Uint8Array(4) }],
      'tensor-size-mismatch',
    ],
    ['no elements', [{ name: 'a', shape: [3] }], 'tensor-size-mismatch'],
    ['a negative size', [{ name: 'a', shape: [-1], bytes: new Uint8Array(4) }], 'malformed'],
    ['2^60 elements', [{ name: 'a', shape: [2n ** 60n], bytes: new Uint8Array(4) }], 'malformed'],
    ['2^80 elements', [{ name: 'a', shape: [2n ** 40n, 2n ** 40n], bytes: new Uint8Array(4) }], 'malformed'],
    [
      'a hundred axes',
      [{ name: 'a', shape: Array<number>(100).fill(1), bytes: new Uint8Array(4) }],
      'malformed',
    ],
    ['900,000 axes', [{ name: 'a', shape: Array<number>(900_000).fill(1) }], 'malformed'],
    ['no tensors', [], 'no-tensors'],
  ])('%s', async (_, initialisers, code) => {
    expect(await codesOf(buildOnnx(initialisers))).toEqual([code]);
  });

  it.each<[string, readonly number[], string]>([
    ['a graph longer than the file', [...protoNumber(1, 8), 0x3a, ...varint(2 ** 40), 1], 'truncated'],
    [
      'a part longer than the graph',
      [...protoNumber(1, 8), ...protoBytes(7, [0x2a, 9, 1]), ...protoBytes(8, [])],
      'malformed',
    ],
    ['a number without an end', [...protoNumber(1, 8), 0x3a, ...Array<number>(20).fill(0xff)], 'malformed'],
    [
      'a group, which nothing writes since 2008',
      [...protoNumber(1, 8), ...protoBytes(7, [0x0b])],
      'malformed',
    ],
    ['no operators', [...protoNumber(1, 8), ...protoBytes(7, [])], 'malformed'],
  ])('%s', async (_, bytes, code) => {
    expect(await codesOf(Uint8Array.from(bytes))).toEqual([code]);
  });

  const real = sharedFixture('fixtures/onnx/mnist.onnx');
  it.skipIf(real === null)('a published model (a shared fixture)', async () => {
    const { checkpoints } = await openCheckpoints([openable('x', new Uint8Array(readFileSync(real!)))]);
    expect(checkpoints[0]!.tensors.length).toBeGreaterThan(4);
  });
});

import { describe, expect, it } from 'vitest';
import { tensorEntry } from '../testing/tensors.ts';
import { catalogueOf } from './catalogue.ts';
import type { CheckpointFile } from './checkpoint.ts';
import { structureOf } from './families/structure-of.ts';
import { isOnGrid, noticesOfQuantised } from './quantised.ts';
import { joinScales } from './scaled-weights.ts';
import type { TensorEntry } from './tensor.ts';
import { markUndrawn } from './undrawn.ts';

const bytes = new Uint8Array();
const file: CheckpointFile = { name: 'w', size: 0, recipe: { kind: 'bytes', name: 'w', bytes } };

function join(tensors: readonly TensorEntry[], config: Readonly<Record<string, unknown>> | null = null) {
  return joinScales(tensors, { files: [file], config });
}

const fp8 = (shape: readonly number[], name = 'a.weight') => tensorEntry(name, shape, { dtype: 'F8_E4M3' });
const f32 = (name: string, shape: readonly number[]) => tensorEntry(name, shape, { dtype: 'F32' });

describe('fp8 weights', () => {
  it.each([
    ['tiles, the last cut off', [300, 512], 'a.weight_scale_inv', [3, 4], [128, 128]],
    ['rows', [300, 512], 'a.weight_scale', [300, 1], [1, 512]],
    ['rows in a list', [300, 512], 'a.weight_scale', [300], [1, 512]],
    ['the tensor', [300, 512], 'a.weight_scale', [], [300, 512]],
    ['tiles of a stack', [4, 256, 128], 'a.weight_scale_inv', [4, 2, 1], [128, 128]],
    ['matrices of a stack', [4, 256, 128], 'a.weight_scale', [4], [256, 128]],
  ])('have scales of %s', (_, shape, name, scales, [tileRows, tileColumns]) => {
    const [weight, beside] = join([fp8(shape), { ...f32(name, scales), startByte: 99 }]);
    expect(weight!.scaling).toMatchObject({
      kind: 'value',
      scales: { startByte: 99, dtype: 'F32' },
      rows: shape.at(-2),
      columns: shape.at(-1),
      tileRows,
      tileColumns,
    });
    expect(weight).toMatchObject({ dtype: 'F8_E4M3', shape });
    expect(beside!.scaling).toBeUndefined();
  });

  it('have tiles of the size that config.json states', () => {
    const tensors = [fp8([64, 128]), f32('a.weight_scale_inv', [2, 2])];
    expect(join(tensors)[0]!.scaling).toBeUndefined();
    const config = { quantization_config: { weight_block_size: [32, 64] } };
    expect(join(tensors, config)[0]!.scaling).toMatchObject({ tileRows: 32, tileColumns: 64 });
    const absurd = { quantization_config: { weight_block_size: [0, 'x'] } };
    expect(join([fp8([128, 128]), f32('a.weight_scale_inv', [1, 1])], absurd)[0]!.scaling).toBeDefined();
  });

  it('stay undrawn where shapes, dtypes or places do not fit', () => {
    const wrong: readonly TensorEntry[] = [
      f32('a.weight_scale_inv', [3, 5]),
      f32('a.weight_scale_inv', [7]),
      tensorEntry('a.weight_scale_inv', [3, 4], { dtype: 'I64' }),
      { ...f32('a.weight_scale_inv', [3, 4]), byteOrder: 'big' },
      { ...f32('a.weight_scale_inv', [3, 4]), strides: [1, 3] },
    ];
    for (const scales of wrong) {
      const [weight] = markUndrawn(join([fp8([300, 512]), scales]));
      expect(weight!.undrawn, scales.name).toBe('needs-scale');
    }
  });

  it('under scales in a stream stay undrawn', () => {
    const recipe = {
      kind: 'inflated',
      of: file.recipe,
      name: 's',
      startByte: 0,
      endByte: 1,
      size: 48,
    } as const;
    const tensors = [fp8([300, 512]), { ...f32('a.weight_scale_inv', [3, 4]), file: 1 }];
    const joined = joinScales(tensors, { files: [file, { ...file, recipe }], config: null });
    expect(joined[0]!.scaling).toBeUndefined();
  });
});

const u8 = (name: string, shape: readonly number[]) => tensorEntry(name, shape, { dtype: 'U8' });

describe('4-bit floats', () => {
  it('of gpt-oss have their logical shape and exponents for scales', () => {
    const blocks = u8('mlp.experts.down_proj_blocks', [4, 64, 3, 16]);
    const [weight] = join([blocks, u8('mlp.experts.down_proj_scales', [4, 64, 3])]);
    expect(weight).toMatchObject({ dtype: 'F4', shape: [4, 64, 96], byteLength: blocks.byteLength });
    expect(weight!.scaling).toMatchObject({ kind: 'exponent', tileRows: 1, tileColumns: 32, columns: 96 });
  });

  it('of DeepSeek-V4 too, in bytes with E8M0 beside', () => {
    const scales = tensorEntry('w1.scale', [8, 2], { dtype: 'F8_E8M0' });
    const [weight] = join([tensorEntry('w1.weight', [8, 32], { dtype: 'I8' }), scales]);
    expect(weight).toMatchObject({ dtype: 'F4', shape: [8, 64], scaling: { kind: 'exponent' } });
  });

  it.each([
    ['ModelOpt', 'x.weight', 'x.weight_scale_2', 'multiply'],
    ['compressed-tensors', 'x.weight_packed', 'x.weight_global_scale', 'divide'],
  ])('of %s have a factor for the tensor', (_, name, factor, use) => {
    const scales = tensorEntry('x.weight_scale', [8, 4], { dtype: 'F8_E4M3' });
    const [weight] = join([u8(name, [8, 32]), scales, { ...f32(factor, [1]), startByte: 7 }]);
    expect(weight).toMatchObject({ dtype: 'F4', shape: [8, 64] });
    expect(weight!.scaling).toMatchObject({ tileColumns: 16, factor: { startByte: 7, use } });
    expect(join([u8(name, [8, 32]), scales])[0]!.scaling).toBeUndefined();
  });

  it('are not made of codes that do not fit', () => {
    expect(join([u8('a_blocks', [4, 3, 15]), u8('a_scales', [4, 3])])[0]!.dtype).toBe('U8');
    expect(join([u8('a_blocks', [4, 3, 16]), u8('a_scales', [4, 4])])[0]!.dtype).toBe('U8');
    expect(
      join([u8('a.weight', [4, 16]), tensorEntry('a.scale', [4, 2], { dtype: 'F8_E8M0' })])[0]!.dtype,
    ).toBe('U8');
  });
});

it('what is quantised is said once, by its dtypes', () => {
  const tensors = [
    fp8([128, 128]),
    f32('a.weight_scale_inv', [1, 1]),
    tensorEntry('b', [512], { dtype: 'Q4_K' }),
  ];
  expect(noticesOfQuantised(join(tensors))).toEqual([
    { code: 'quantised-weights', facts: { dtypes: ['F8_E4M3', 'Q4_K'], tensors: 2 } },
  ]);
  expect(noticesOfQuantised([tensorEntry('b', [4])])).toEqual([]);
});

describe('weights on a grid', () => {
  it('are those of few bits, of blocks, and of codes', () => {
    const dtypes = ['F32', 'BF16', 'Q8_0', 'Q6_K', 'F8_E4M3', 'I32', 'U8'] as const;
    const tensors = dtypes.map((dtype) => tensorEntry(dtype, [256, 256], { dtype }));
    const structure = structureOf({ tensors, config: null });
    const checkpoint = { name: '', format: '', formatName: '', files: [file], tensors, config: null };
    const catalogue = catalogueOf({ ...checkpoint, metadata: {}, notices: [] }, structure, '');
    const ofPart = (part: number) => isOnGrid(catalogue, Uint32Array.of(part));
    expect(dtypes.map((_, part) => ofPart(part))).toEqual([false, false, true, true, true, true, true]);
    expect(isOnGrid(catalogue, Uint32Array.of(0, 1))).toBe(false);
    expect(isOnGrid(catalogue, Uint32Array.of(0, 2))).toBe(true);
  });
});

/** Weights of ONNX in the types of 4 and 8 bits that its specification added last, by the values that it gives their codes. */
import { expect, it } from 'vitest';
import { structureOf } from '../core/families/structure-of.ts';
import { openCheckpoints } from '../formats/open.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { buildOnnx } from '../testing/onnx-builder.ts';
import { openable } from '../testing/specimens/specimen-file.ts';
import { PartReader } from './part-values.ts';
import { planScan } from './plan.ts';

it.each([
  ['float8e4m3fn', 17, [0x38, 0xb8, 0x7e, 0x01], [1, -1, 448, 2 ** -9]],
  ['float8e4m3fnuz', 18, [0x40, 0xc0, 0x7f, 0x01], [1, -1, 240, 2 ** -10]],
  ['float8e5m2', 19, [0x3c, 0xbc, 0x7b, 0x01], [1, -1, 57_344, 2 ** -16]],
  ['float8e5m2fnuz', 20, [0x40, 0xc0, 0x7f, 0x01], [1, -1, 57_344, 2 ** -17]],
  ['float4e2m1', 23, [0x20, 0xfb], [0, 1, -1.5, -6]],
] as const)('%s', async (_, dataType, codes, values) => {
  const shape = [2, values.length / 2];
  const bytes = buildOnnx([{ name: 'a', shape, dataType, bytes: Uint8Array.from(codes) }]);
  const [checkpoint] = (await openCheckpoints([openable('m.onnx', bytes)])).checkpoints;
  const reader = new PartReader(planScan(checkpoint!, structureOf(checkpoint!)), sourceOf);
  expect([...(await reader.read(0, { first: 0, end: values.length }))]).toEqual(values);
});

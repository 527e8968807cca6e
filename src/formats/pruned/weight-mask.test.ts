import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodingOf, isCoded } from '../../core/decode.ts';
import { dtypes, type Dtype } from '../../core/dtype.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { toFault } from '../../core/fault.ts';
import { seededRandom } from '../../core/random.ts';
import { rowMajorStrides, sliceRegion } from '../../core/region.ts';
import { memoryFolder, openable } from '../../testing/memory-folder.ts';
import { makeTensors, modelFiles, prunableModels } from '../../testing/prunable-models.ts';
import { pruningOf } from '../../testing/pruning-of.ts';
import { openCheckpoints } from '../open.ts';
import { sourceOf } from '../sources/source-of.ts';
import { planPrunedFiles } from './plan-files.ts';
import { canMask } from './maskable.ts';
import { maskWeights } from './weight-mask.ts';
import { writePruned } from './write-pruned.ts';

const maskable: readonly Dtype[] = [
  'F64',
  'F32',
  'F16',
  'BF16',
  'F8_E4M3',
  'F8_E5M2',
  'F8_E4M3FNUZ',
  'F8_E5M2FNUZ',
];

function valueAt(bytes: Uint8Array, dtype: Dtype, element: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (dtype === 'F64') return view.getFloat64(8 * element, true);
  if (dtype === 'F32') return view.getFloat32(4 * element, true);
  if (!isCoded(dtype)) throw new Error(dtype);
  const code = dtypes[dtype].bits === 16 ? view.getUint16(2 * element, true) : view.getUint8(element);
  return decodingOf(dtype).values[code]!;
}

describe('masking', () => {
  it('is for floats of whole bytes', () => {
    const dtypeList = Object.keys(dtypes) as Dtype[];
    expect(dtypeList.filter(canMask)).toEqual(maskable);
  });

  it('makes zeros of smaller magnitudes and leaves all else bit for bit, NaN and signed zeros included', () => {
    const shape = [3, 4, 10];
    const region = sliceRegion(shape, rowMajorStrides(shape), [
      { axis: 0, start: 1, count: 2, step: 1 },
      { axis: 2, start: 1, count: 5, step: 2 },
    ]);
    const isInside = (element: number) => element >= 40 && element % 2 === 1;
    fc.assert(
      fc.property(
        fc.constantFrom(...maskable),
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.integer({ min: 0, max: 119 }),
        (dtype, seed, chosen) => {
          const random = seededRandom(seed);
          const size = dtypes[dtype].bits / 8;
          const bytes = Uint8Array.from({ length: 120 * size }, () => random.below(256));
          const magnitude = Math.abs(valueAt(bytes, dtype, chosen));
          const threshold = Number.isFinite(magnitude) ? magnitude : 1;
          const masked = bytes.slice();
          // in two pieces, as they come
          const cut = 56 * size;
          maskWeights(masked.subarray(0, cut), { dtype, regions: [{ region, threshold }] }, 0);
          const rest = masked.slice(cut);
          maskWeights(rest, { dtype, regions: [{ region, threshold }] }, 56);
          masked.set(rest, cut);
          for (let element = 0; element < 120; element++) {
            const [from, to] = [element * size, (element + 1) * size];
            const value = Math.abs(valueAt(bytes, dtype, element));
            const isGone = isInside(element) && value < threshold && value > 0;
            const wanted = isGone ? new Uint8Array(size) : bytes.slice(from, to);
            expect([...masked.slice(from, to)]).toEqual([...wanted]);
          }
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });
});

async function openOne(files: ReadonlyMap<string, Uint8Array>) {
  const { checkpoints } = await openCheckpoints(openable(files));
  const checkpoint = checkpoints[0]!;
  return { checkpoint, structure: structureOf(checkpoint) };
}

describe('a plan that cuts weights and experts', () => {
  it('writes zeros where the kept experts have small weights', async () => {
    const model = prunableModels.find(({ title }) => title.startsWith('fused'))!;
    const { checkpoint, structure } = await openOne(modelFiles(model, makeTensors(model)));
    const thresholds = Float64Array.from(structure.parts, ({ role, projection }) =>
      role === 'expert' && projection === 'up' ? 0.01 : 0,
    );
    const keepLists = new Map(structure.moeLayers.map((layer) => [layer, [1, 4]]));
    const folder = memoryFolder();
    await writePruned(planPrunedFiles(checkpoint, structure, pruningOf({ keepLists, thresholds })), folder, {
      sourceOf,
    });
    const pruned = await openOne(folder.files);
    const bytes = folder.files.get('model.safetensors')!;
    const source = makeTensors(model).find(({ name }) => name.endsWith('layers.1.mlp.experts.gate_up_proj'))!;
    const found = pruned.checkpoint.tensors.find(({ name }) => name === source.name)!;
    const left = bytes.slice(found.startByte, found.startByte + found.byteLength);
    const [, rows, columns] = source.shape as [number, number, number];
    let zeros = 0;
    for (let i = 0; i < 2 * rows * columns; i++) {
      const expert = [1, 4][Math.floor(i / (rows * columns))]!;
      const within = i % (rows * columns);
      const value = valueAt(source.bytes, 'BF16', expert * rows * columns + within);
      const isUp = within >= (rows * columns) / 2;
      const isGone = isUp && Math.abs(value) < 0.01;
      if (isGone) zeros++;
      expect(valueAt(left, 'BF16', i)).toBe(isGone ? 0 : value);
    }
    expect(zeros).toBeGreaterThan(0);
  });

  it('is refused where weights are codes beside scales', async () => {
    const model = prunableModels.find(({ title }) => title.startsWith('GPTQ'))!;
    const { checkpoint, structure } = await openOne(modelFiles(model, makeTensors(model)));
    const thresholds = Float64Array.from(structure.parts, ({ role }) => (role === 'expert' ? 0.01 : 0));
    const fault = await Promise.resolve()
      .then(() => planPrunedFiles(checkpoint, structure, pruningOf({ thresholds })))
      .then(() => null, toFault);
    expect(fault?.facts).toMatchObject({ problems: [expect.stringContaining('.qweight” are codes')] });
  });
});

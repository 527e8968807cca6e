import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../core/catalogue.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { keepListOf, type KeepList } from '../../core/pruning/keep-lists/keep-list.ts';
import { openable } from '../../testing/memory-folder.ts';
import { makeTensors, modelFiles, prunableModels } from '../../testing/prunable-models.ts';
import { openCheckpoints } from '../open.ts';
import { encodeKeepMasks } from './keep-masks.ts';

const list: KeepList = {
  model: 'model',
  fingerprint: 'abc',
  topK: 2,
  isGated: true,
  layers: [
    { label: '0', experts: 6, kept: [0, 1, 2, 3, 4, 5] },
    { label: '1', experts: 6, kept: [0, 2, 5] },
  ],
};

describe('a keep-list', () => {
  it('names every layer with experts, also those that keep all', async () => {
    const model = prunableModels[0]!;
    const { checkpoints } = await openCheckpoints(openable(modelFiles(model, makeTensors(model))));
    const checkpoint = checkpoints[0]!;
    const catalogue = catalogueOf(checkpoint, structureOf(checkpoint), 'abc');
    expect(keepListOf(catalogue, new Map([[1, [0, 2, 5]]]))).toEqual(list);
  });

  it('is a safetensors file of masks', async () => {
    const bytes = encodeKeepMasks(list);
    const { checkpoints } = await openCheckpoints(openable(new Map([['masks.safetensors', bytes]])));
    const { tensors, metadata } = checkpoints[0]!;
    expect(metadata).toEqual({ model: 'model', fingerprint: 'abc' });
    const found = tensors.map(({ name, dtype, startByte, byteLength }) => [
      name,
      dtype,
      [...bytes.subarray(startByte, startByte + byteLength)],
    ]);
    expect(found).toEqual([
      ['layers.0.experts', 'BOOL', [1, 1, 1, 1, 1, 1]],
      ['layers.1.experts', 'BOOL', [1, 0, 1, 0, 0, 1]],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { catalogueOf, checkpointTotals, dtypeAt, projectionAt, roleAt, shapeAt } from './catalogue.ts';
import type { Checkpoint, SourceRecipe } from './checkpoint.ts';
import { structureOf } from './families/structure-of.ts';
import type { TensorEntry } from './tensor.ts';

const archive: SourceRecipe = { kind: 'bytes', name: 'a.npz', bytes: new Uint8Array(100) };
const member: SourceRecipe = {
  kind: 'inflated',
  of: archive,
  name: 'b.npy',
  startByte: 10,
  endByte: 60,
  size: 400,
};

function tensor(name: string, shape: number[], more: Partial<TensorEntry> = {}): TensorEntry {
  const byteLength = 4 * shape.reduce((product, n) => product * n, 1);
  return { name, dtype: 'F32', shape, file: 0, startByte: 0, byteLength, ...more };
}

const checkpoint: Checkpoint = {
  name: 'a',
  format: 'npz',
  formatName: 'NumPy archive',
  files: [
    { name: 'a.npz', size: 100, recipe: archive },
    { name: 'b.npy', size: 400, recipe: member },
  ],
  tensors: [
    tensor('layers.0.mlp.gate_proj.weight', [4, 2]),
    tensor('layers.0.norm.weight', [4], { file: 1 }),
    tensor('ids', [3], { dtype: 'I64', byteLength: 24 }),
    tensor('tied', [4, 2], { aliasOf: 'layers.0.mlp.gate_proj.weight' }),
  ],
  config: null,
  metadata: {},
  notices: [],
};

describe('a catalogue', () => {
  const catalogue = catalogueOf(checkpoint, structureOf(checkpoint), 'f'.repeat(16));

  it('keeps names, shapes, dtypes and meanings as columns', () => {
    expect(shapeAt(catalogue.tensors, 0)).toEqual([4, 2]);
    expect(dtypeAt(catalogue.tensors, 2)).toBe('I64');
    expect(roleAt(catalogue.parts, 0)).toBe('other');
    expect(projectionAt(catalogue.parts, 0)).toBe('gate');
    expect(roleAt(catalogue.parts, 3)).toBe('alias');
  });

  it('counts the bytes of files on disk, not of what they unpack to', () => {
    expect(catalogue.files).toEqual([{ name: 'a.npz', size: 100 }]);
    expect([...catalogue.tensors.file]).toEqual([0, 0, 0, 0]);
    expect(checkpointTotals(catalogue).bytes).toBe(100);
  });

  it('counts weights once: neither codes nor aliases are parameters', () => {
    expect(checkpointTotals(catalogue)).toMatchObject({ tensors: 4, parameters: 12 });
  });
});

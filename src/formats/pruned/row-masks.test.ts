import { describe, expect, it } from 'vitest';
import { partColumns } from '../../core/catalogue.ts';
import { decodingOf } from '../../core/decode.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { toFault } from '../../core/fault.ts';
import { inputEnergiesOf } from '../../core/pruning/input-energies.ts';
import { maskMatrix, type RowRule } from '../../core/pruning/matrix/row-rule.ts';
import { inputNorms } from '../../core/pruning/matrix/wanda.ts';
import { expertMatrices } from '../../testing/expert-matrices.ts';
import { memoryFolder, openable } from '../../testing/memory-folder.ts';
import { makeTensors, modelFiles, prunableModels } from '../../testing/prunable-models.ts';
import { pruningOf } from '../../testing/pruning-of.ts';
import { matrixPlaces } from '../matrix-places.ts';
import { openCheckpoints } from '../open.ts';
import { sourceOf } from '../sources/source-of.ts';
import { planPrunedFiles } from './plan-files.ts';
import { writePruned } from './write-pruned.ts';

async function openOne(files: ReadonlyMap<string, Uint8Array>) {
  const { checkpoints } = await openCheckpoints(openable(files));
  const checkpoint = checkpoints[0]!;
  const structure = structureOf(checkpoint);
  const experts = structure.parts.flatMap(({ role }, part) => (role === 'expert' ? [part] : []));
  return { checkpoint, structure, experts, places: matrixPlaces(checkpoint, structure, experts) };
}

const magnitude: RowRule = { score: 'magnitude', keep: { kind: 'pattern', keep: 2, of: 4 } };
const wanda: RowRule = { score: 'wanda', keep: { kind: 'neuron', fraction: 0.5 } };

describe('weights that go by their place in a row', () => {
  it.each([
    'one matrix an expert',
    'gate above up',
    'below each other',
    'grouped GEMM',
    'second axis',
    'trained here',
  ])('are zeros in what is written, whichever way matrices lie: %s', async (title) => {
    const model = prunableModels.find((each) => each.title.includes(title))!;
    const before = await openOne(modelFiles(model, makeTensors(model)));
    const { checkpoint, structure, experts } = before;
    const inputEnergies = structure.moeLayers.flatMap((layer) =>
      (['inputs', 'units'] as const).map((of) => {
        const width = before.places.find(({ part }) => {
          const isDown = structure.parts[part]!.projection === 'down';
          return isDown === (of === 'units');
        })!.columns;
        const values = Float32Array.from({ length: 6 * width }, (_, i) => ((i * 31) % 17) + 1);
        return { layer, of, experts: 6, values };
      }),
    );
    const rules = [
      { rule: magnitude, parts: Uint32Array.from(experts) },
      { rule: wanda, parts: Uint32Array.from(experts.slice(3)) },
    ];
    const folder = memoryFolder();
    const pruning = pruningOf({
      keepLists: new Map(structure.moeLayers.map((layer) => [layer, [0, 2, 3, 5]])),
      thresholds: new Float64Array(structure.parts.length),
      rowRules: { rules, inputEnergies },
    });
    await writePruned(planPrunedFiles(checkpoint, structure, pruning), folder, { sourceOf });

    const reopened = await openOne(folder.files);
    const written = await expertMatrices(reopened.checkpoint, reopened.structure, reopened.places);
    const energiesOf = inputEnergiesOf({ inputEnergies }, { parts: partColumns(structure.parts) });
    const originals = await expertMatrices(checkpoint, structure, before.places);
    expect(written.size).toBe((originals.size * 4) / 6);
    for (const [name, after] of written) {
      const [layer, expert, projection] = name.split(' ');
      const own = originals.get(`${layer} ${[0, 2, 3, 5][Number(expert)]} ${projection}`)!;
      const norms = inputNorms(energiesOf(own.part, own.columns)!);
      const masks = rules
        .filter(({ parts }) => parts.includes(own.part))
        .map(({ rule }) => maskMatrix(own, rule, norms));
      const wanted = own.values.map((weight, i) => (masks.every((mask) => mask[i] === 1) ? weight : 0));
      expect(Math.max(...wanted.map((weight, i) => Math.abs(weight - after.values[i]!)))).toBe(0);
    }
  });

  it('are no zeros of other parts of the same rows, and keep what is no number', async () => {
    const model = prunableModels.find(({ title }) => title.includes('gate above up'))!;
    const tensors = makeTensors(model);
    const fused = tensors.find(({ name }) => name.endsWith('layers.0.mlp.experts.gate_up_proj'))!;
    const codes = new Uint16Array(fused.bytes.buffer);
    codes[48 * 32] = 0x7fc0;
    const before = await openOne(modelFiles(model, tensors));
    const ups = before.experts.filter((part) => before.structure.parts[part]!.projection === 'up');
    const pruning = pruningOf({
      rowRules: { rules: [{ rule: magnitude, parts: Uint32Array.from(ups) }], inputEnergies: [] },
    });
    const folder = memoryFolder();
    await writePruned(planPrunedFiles(before.checkpoint, before.structure, pruning), folder, { sourceOf });
    const after = await openOne(folder.files);
    const entry = after.checkpoint.tensors.find(({ name }) => name === fused.name)!;
    const bytes = folder.files.get('model.safetensors')!.slice(entry.startByte);
    const left = new Uint16Array(bytes.buffer, 0, codes.length);
    expect([...left.subarray(0, 48 * 32)]).toEqual([...codes.subarray(0, 48 * 32)]);
    expect(left[48 * 32]).toBe(0x7fc0);
    const isZero = (code: number) => decodingOf('BF16').values[code] === 0;
    expect(left.subarray(48 * 32, 96 * 32).filter(isZero).length).toBeGreaterThanOrEqual(24 * 32 - 1);
  });

  it('are refused where weights are codes beside scales', async () => {
    const model = prunableModels.find(({ title }) => title.startsWith('fp8'))!;
    const { checkpoint, structure, experts } = await openOne(modelFiles(model, makeTensors(model)));
    const rules = [{ rule: magnitude, parts: Uint32Array.from(experts) }];
    const fault = await Promise.resolve()
      .then(() =>
        planPrunedFiles(checkpoint, structure, pruningOf({ rowRules: { rules, inputEnergies: [] } })),
      )
      .then(() => null, toFault);
    expect(fault?.facts).toMatchObject({ problems: [expect.stringContaining('are codes')] });
  });
});

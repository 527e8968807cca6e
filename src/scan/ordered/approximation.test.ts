import { describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { noisePlace, sketchNoiseSteps } from '../../core/pruning/approximation/sketch-noise.ts';
import { quantisationError, quantisedBits } from '../../core/pruning/matrix/quantise.ts';
import { singularValues } from '../../core/pruning/matrix/spectrum.ts';
import { energyOfRank } from '../../core/pruning/ordered/energy-table.ts';
import { noiseAt } from '../../core/pruning/ordered/quantisation-table.ts';
import { packSketches } from '../../core/sketch/columns.ts';
import { allSteps } from '../../core/steps.ts';
import { openCheckpoints } from '../../formats/open.ts';
import { sourceOf } from '../../formats/sources/source-of.ts';
import { goldenWeights } from '../../testing/golden-weights.ts';
import { openable } from '../../testing/memory-folder.ts';
import { makeTensors, modelFiles, prunableModels } from '../../testing/prunable-models.ts';
import { PartReader } from '../part-values.ts';
import { planScan } from '../plan.ts';
import { float32Tally } from '../tallies/float32.ts';
import { matrixBlocks } from './matrix-blocks.ts';
import { matrixPlaces } from '../../formats/matrix-places.ts';
import { measureMatrix } from './measure-matrices.ts';

async function firstMatrix(title: string) {
  const model = prunableModels.find((each) => each.title.includes(title))!;
  const { checkpoints } = await openCheckpoints(openable(modelFiles(model, makeTensors(model))));
  const checkpoint = checkpoints[0]!;
  const structure = structureOf(checkpoint);
  const experts = structure.parts.flatMap(({ role }, part) => (role === 'expert' ? [part] : []));
  const place = matrixPlaces(checkpoint, structure, experts)[0]!;
  const reader = new PartReader(planScan(checkpoint, structure), sourceOf);
  const numbers: number[] = [];
  for await (const { values } of matrixBlocks(reader, place)) numbers.push(...values);
  const matrix = { rows: place.rows, columns: place.columns, values: Float64Array.from(numbers) };
  return { reader, matrix, task: { ...place, energies: null } };
}

describe('what the pass tells of approximations', () => {
  it.each(['one matrix an expert', 'trained here', 'fp8 with block scales'])(
    'is what the whole matrix has, of: %s',
    async (title) => {
      const { reader, matrix, task } = await firstMatrix(title);
      const tables = ['quantisation', 'singular-values'] as const;
      const [noise, energy] = await measureMatrix(reader, { matrix: task, tables });
      for (const bits of quantisedBits) {
        for (const group of ['channel', 32] as const) {
          const expected = quantisationError(matrix, { bits, group }).noise;
          expect(noiseAt(noise!, { bits, group })).toBeCloseTo(expected, 9);
        }
      }
      const values = singularValues(matrix);
      const squares = Array.from(values, (value) => value * value);
      const total = squares.reduce((sum, square) => sum + square, 0);
      expect(energyOfRank(energy!, 1, values.length).low).toBeLessThanOrEqual(squares[0]! / total + 1e-6);
      expect(energyOfRank(energy!, 1, values.length).high).toBeGreaterThanOrEqual(squares[0]! / total - 1e-6);
    },
  );

  it('stops singular values where it is told to', async () => {
    const { reader, task } = await firstMatrix('trained here');
    const signal = AbortSignal.abort();
    const asked = { matrix: task, tables: ['singular-values'] as const };
    await expect(measureMatrix(reader, asked, { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what a scan tells of quantising with one scale', () => {
  it.each(['gaussian', 'student-t3', 'outliers', 'laplace'])('holds within its bound: %s', (distribution) => {
    const values = Float32Array.from(goldenWeights(distribution, { weights: 30_000, seed: 9 }));
    const tally = float32Tally();
    tally.add(values.buffer, 0, values.length);
    const told = allSteps(sketchNoiseSteps(packSketches([tally.take(null)])));
    for (const bits of quantisedBits) {
      const matrix = { rows: 1, columns: values.length, values };
      const { signal, noise } = quantisationError(matrix, { bits, group: 'tensor' });
      const at = noisePlace(0, bits);
      const [value, low, high] = [told.value[at]!, told.low[at]!, told.high[at]!];
      expect(low).toBeLessThanOrEqual(noise + 1e-9 * signal);
      expect(high).toBeGreaterThanOrEqual(noise - 1e-9 * signal);
      expect(Math.abs(10 * Math.log10(value / noise))).toBeLessThan(0.1);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { decodingOf } from '../../core/decode.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { orderedPlace, orderedRow, orderedTables } from '../../core/pruning/ordered-tables.ts';
import { addKeptByPattern } from '../../core/pruning/ordered/pattern-table.ts';
import { newAbove, SUMS } from '../../core/pruning/ladders.ts';
import { openCheckpoints } from '../../formats/open.ts';
import { sourceOf } from '../../formats/sources/source-of.ts';
import { openable } from '../../testing/memory-folder.ts';
import { makeTensors, modelFiles, prunableModels } from '../../testing/prunable-models.ts';
import { PartReader } from '../part-values.ts';
import { planScan } from '../plan.ts';
import { matrixBlocks } from './matrix-blocks.ts';
import { matrixPlaces, type MatrixPlace } from '../../formats/matrix-places.ts';
import { measureMatrix } from './measure-matrices.ts';

async function open(title: string) {
  const model = prunableModels.find((each) => each.title.includes(title))!;
  const made = makeTensors(model);
  const { checkpoints } = await openCheckpoints(openable(modelFiles(model, made)));
  const checkpoint = checkpoints[0]!;
  const structure = structureOf(checkpoint);
  const experts = structure.parts.flatMap(({ role }, part) => (role === 'expert' ? [part] : []));
  const places = matrixPlaces(checkpoint, structure, experts);
  const reader = new PartReader(planScan(checkpoint, structure), sourceOf);
  /** The stored numbers of a tensor, one after the other. */
  const stored = (name: string): number[] => {
    const { dtype, bytes } = made.find((tensor) => tensor.name.endsWith(name))!;
    if (dtype === 'F32') return [...new Float32Array(bytes.buffer)];
    return Array.from(new Uint16Array(bytes.buffer), (code) => decodingOf(dtype as 'BF16').values[code]!);
  };
  const find = (projection: string, { expert, layer }: { expert: number; layer: number }): MatrixPlace =>
    places.find(({ part }) => {
      const own = structure.parts[part]!;
      return own.projection === projection && own.expert === expert && own.layer === layer;
    })!;
  return { structure, places, reader, stored, find };
}

async function numbersOf(reader: PartReader, place: MatrixPlace): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { values } of matrixBlocks(reader, place)) numbers.push(...values);
  return numbers;
}

describe('how the matrices of experts lie', () => {
  it.each([
    ['one matrix an expert', 'up 48×32, gate 48×32, down 32×48'],
    ['fp8 with block scales', 'gate 48×32, up 48×32, down 32×48'],
    ['gate above up', 'gate 48×32, up 48×32, down 32×48'],
    ['MXFP4', 'gate 5×64, up 5×64, down 64×32'],
    ['below each other', 'gate 48×32, up 48×32, down 32×48 turned'],
    ['grouped GEMM', 'gate 48×32 turned, up 48×32 turned, down 32×48 turned'],
    ['second axis', 'up 48×32 turned, down 32×48 turned'],
    ['trained here', 'up 8×32 turned, down 32×8 turned'],
    // eight inputs of an output to a word
    ['GPTQ', ''],
  ])('is told of: %s', async (title, wanted) => {
    const { structure, places } = await open(title);
    const seen = new Set(
      places.map(
        ({ part, rows, columns, isTransposed }) =>
          `${structure.parts[part]!.projection} ${rows}×${columns}${isTransposed ? ' turned' : ''}`,
      ),
    );
    expect([...seen].join(', ')).toBe(wanted);
  });

  it('gives rows of outputs, whichever way they are stored', async () => {
    const trained = await open('trained here');
    const up = trained.find('up', { expert: 3, layer: 0 });
    const own = trained.stored('experts.3.up.weight');
    const turned = Array.from({ length: 8 * 32 }, (_, i) => own[(i % 32) * 8 + Math.floor(i / 32)]!);
    expect(await numbersOf(trained.reader, up)).toEqual(turned);

    const fused = await open('gate above up');
    const all = fused.stored('layers.1.mlp.experts.gate_up_proj');
    const place = fused.find('up', { expert: 2, layer: 1 });
    expect(await numbersOf(fused.reader, place)).toEqual(all.slice((2 * 96 + 48) * 32, 3 * 96 * 32));

    const rows = await open('below each other');
    const down = rows.find('down', { expert: 1, layer: 0 });
    const below = rows.stored('mlp.w2').slice(48 * 32, 2 * 48 * 32);
    expect((await numbersOf(rows.reader, down)).slice(0, 48)).toEqual(
      Array.from({ length: 48 }, (_, c) => below[c * 32]!),
    );
  });
});

describe('the pass over matrices', () => {
  it('fills tables by part; what Wanda needs and does not have stays empty', async () => {
    const { places, reader, find, stored } = await open('one matrix an expert');
    const tables = ['pattern', 'wanda-pattern'] as const;
    const tasks = places.slice(0, 5).map((place, i) => ({
      ...place,
      energies: i === 1 ? new Float32Array(place.columns).fill(1) : null,
    }));
    const answers = [];
    for (const matrix of tasks) answers.push(await measureMatrix(reader, { matrix, tables }));
    const ordered = orderedTables(tasks, { answers, tables });
    const last = tasks.at(-1)!;
    expect(orderedPlace(ordered, last.part)).toBe(4);
    expect(orderedRow(ordered, 'wanda-pattern', 4)).toBeNull();
    expect(orderedRow(ordered, 'wanda-pattern', 1)).toEqual(orderedRow(ordered, 'pattern', 1));
    expect(orderedPlace(ordered, 1e6)).toBe(-1);

    const first = find('up', { expert: 0, layer: 0 });
    const kept = newAbove(1);
    addKeptByPattern(orderedRow(ordered, 'pattern', places.indexOf(first))!, { keep: 1, of: 2, at: 0 }, kept);
    const numbers = stored('layers.0.block_sparse_moe.experts.0.w3.weight');
    let mass = 0;
    for (let i = 0; i < numbers.length; i += 2)
      mass += Math.max(Math.abs(numbers[i]!), Math.abs(numbers[i + 1]!));
    expect(kept.value[1]).toBeCloseTo(mass, 9);
    expect(kept.value).toHaveLength(SUMS);
  });

  it('stops where it is told to', async () => {
    const { places, reader } = await open('trained here');
    const matrix = { ...places[0]!, energies: null };
    const signal = AbortSignal.abort();
    await expect(measureMatrix(reader, { matrix, tables: ['pattern'] }, { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

/** A file with weights of bitsandbytes, held against what the library's own code makes of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../core/checkpoint.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { encodeSafetensors, type TensorBytes } from '../formats/checkpoints/safetensors-writer.ts';
import { openCheckpoints } from '../formats/open.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { PartReader } from './part-values.ts';
import { planScan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { summariseScan } from './summarise.ts';
import { unitsOf } from './units.ts';

const file = new Uint8Array(readFileSync(new URL('fixtures/bitsandbytes.safetensors', import.meta.url)));
const golden = JSON.parse(
  readFileSync(new URL('fixtures/bitsandbytes.weights.json', import.meta.url), 'utf8'),
) as Record<string, { readonly shape: readonly number[]; readonly base64: string }>;

const expert = (number: number) => `model.layers.0.block_sparse_moe.experts.${number}.w1.weight`;

const fused = 'model.layers.0.mlp.experts.gate_up_proj';

async function open(bytes: Uint8Array, name = 'model.safetensors'): Promise<Checkpoint> {
  const { checkpoints, faults } = await openCheckpoints([
    { path: name, recipe: { kind: 'bytes', name, bytes } },
  ]);
  expect(faults).toEqual([]);
  return checkpoints[0]!;
}

/** The weights of each tensor that has parts to scan, in order; in the order of its parts where it is cut. */
async function weightsOf(checkpoint: Checkpoint): Promise<Map<string, number[]>> {
  const { parts } = structureOf(checkpoint);
  const reader = new PartReader(planScan(checkpoint, { parts }), sourceOf);
  const weights = new Map<string, number[]>();
  for (const [index, part] of parts.entries()) {
    if (reader.count(index) === 0) continue;
    const { name } = checkpoint.tensors[part.tensor]!;
    const own = await reader.read(index, { first: 0, end: part.parameters });
    weights.set(name, [...(weights.get(name) ?? []), ...own]);
  }
  return weights;
}

describe('weights of bitsandbytes', () => {
  it.each(['model.safetensors', 'unknown'])('decode as by the library (%s)', async (name) => {
    const checkpoint = await open(file, name);
    const weights = await weightsOf(checkpoint);
    for (const [tensor, { shape, base64 }] of Object.entries(golden)) {
      expect(checkpoint.tensors.find((entry) => entry.name === tensor)!.shape).toEqual(shape);
      const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
      // experts of a fused tensor come part by part
      const ordered = (values: Iterable<number>) =>
        tensor === fused ? Float64Array.from(values).sort() : Float64Array.from(values);
      const expected = ordered(new Float32Array(bytes.buffer));
      const own = ordered(weights.get(tensor)!);
      expect(own.length).toBe(expected.length);
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i]!)), 0);
      expect(worst, tensor).toBeLessThan(2e-6);
    }
    expect(weights.size).toBe(Object.keys(golden).length);
  });

  it('leave nothing that stands beside them in the curve', async () => {
    const checkpoint = await open(file);
    const { parts, expertsPerLayer } = structureOf(checkpoint);
    // none of their own, whatever the length of a note
    expect(expertsPerLayer).toBe(6);
    const others = parts.filter(({ tensor }) => checkpoint.tensors[tensor]!.scaling === undefined);
    expect(new Set(others.map(({ role }) => role))).toEqual(new Set(['companion']));
  });

  it('are scanned whole, however the units are cut', async () => {
    const checkpoint = await open(file);
    const plan = planScan(checkpoint, structureOf(checkpoint));
    const totals = async (course: 'plain' | 'picture') => {
      const scanner = new Scanner(plan, sourceOf);
      for (const unit of unitsOf(plan, { seed: 1, course })) await scanner.read(unit);
      return summariseScan(plan, [scanner.result()]).parts.totals.zeros;
    };
    expect(await totals('picture')).toEqual(await totals('plain'));
  });

  it.each<[string, (tensors: TensorBytes[]) => TensorBytes[]]>([
    [
      'without a note',
      (all) => all.filter(({ name }) => name !== `${expert(0)}.quant_state.bitsandbytes__nf4`),
    ],
    ['with a note that is none', (all) => withNote(all, '{"shape": "large"}')],
    ['with a note that is no JSON', (all) => withNote(all, '{{')],
    ['of another shape than their note', (all) => withNote(all, '{"shape": [6, 130], "blocksize": 64}')],
    ['with another size of groups', (all) => withNote(all, '{"shape": [6, 128], "blocksize": 32}')],
    ['in groups of a strange size', (all) => withNote(all, '{"shape": [6, 128], "blocksize": 63}')],
    ['of a size beyond counting', (all) => withNote(all, `{"shape": [${2 ** 52}, 8], "blocksize": 64}`)],
    ['without their table', (all) => all.filter(({ name }) => name !== `${expert(0)}.quant_map`)],
    ['without their scales', (all) => all.filter(({ name }) => name !== `${expert(0)}.absmax`)],
    [
      'with half a nested note',
      (all) => withNote(all, '{"shape": [6, 128], "blocksize": 64, "nested_offset": 1}'),
    ],
  ])('%s are listed, and stay codes', async (_, change) => {
    const checkpoint = await open(encodeSafetensors(change(await tensorsOf(file))));
    expect(checkpoint.tensors.find(({ name }) => name === expert(0))).not.toHaveProperty('scaling');
    expect((await weightsOf(checkpoint)).has(expert(0))).toBe(false);
    expect((await weightsOf(checkpoint)).has(expert(1))).toBe(true);
  });

  it('of 8 bits in the order of some GPU are listed, and stay codes', async () => {
    const name = expert(5).replace(/weight$/, 'weight_format');
    const tensors = (await tensorsOf(file)).map((tensor) =>
      tensor.name === name ? { ...tensor, bytes: Uint8Array.of(2) } : tensor,
    );
    const checkpoint = await open(encodeSafetensors(tensors));
    expect(checkpoint.tensors.find((entry) => entry.name === expert(5))!.undrawn).toBe('packed-codes');
    expect((await weightsOf(checkpoint)).has(expert(5))).toBe(false);
  });
});

async function tensorsOf(bytes: Uint8Array): Promise<TensorBytes[]> {
  const { tensors } = await open(bytes);
  return tensors.map(({ name, startByte, byteLength, stored, ...entry }) => ({
    name,
    dtype: (stored?.dtype ?? entry.dtype) as TensorBytes['dtype'],
    shape: stored?.shape ?? entry.shape,
    bytes: bytes.slice(startByte, startByte + byteLength),
  }));
}

function withNote(tensors: readonly TensorBytes[], text: string): TensorBytes[] {
  const bytes = new TextEncoder().encode(text);
  return tensors.map((tensor) =>
    tensor.name === `${expert(0)}.quant_state.bitsandbytes__nf4`
      ? { ...tensor, shape: [bytes.length], bytes }
      : tensor,
  );
}

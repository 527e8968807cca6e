/** Weights of TensorFlow.js, quantised ones and such that go over from one file into the next, held against the library's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Checkpoint } from '../core/checkpoint.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { openCheckpoints } from '../formats/open.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { openable } from '../testing/specimens/specimen-file.ts';
import { readTensorBytes } from '../testing/tensor-bytes.ts';
import { PartReader } from './part-values.ts';
import { planScan } from './plan.ts';

const folder = join(import.meta.dirname, '../formats/checkpoints/fixtures/tfjs');

interface Decoded {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

async function open(model: string): Promise<Checkpoint> {
  const files = readdirSync(join(folder, model)).filter((name) => name !== 'decoded.json');
  const { checkpoints } = await openCheckpoints(
    files.map((name) => openable(name, new Uint8Array(readFileSync(join(folder, model, name))))),
  );
  return checkpoints[0]!;
}

/** Values of a tensor by the reader of scans, whatever it is for. */
async function valuesOf(checkpoint: Checkpoint, name: string): Promise<number[]> {
  const at = checkpoint.tensors.findIndex((each) => each.name === name);
  const tensor = checkpoint.tensors[at]!;
  if (tensor.dtype === 'BOOL' || tensor.dtype === 'I32' || (tensor.dtype === 'U8' && !tensor.scaling)) {
    const { buffer } = (
      await readTensorBytes(tensor, sourceOf(checkpoint.files[tensor.file]!.recipe))
    ).slice();
    return [...(tensor.dtype === 'I32' ? new Int32Array(buffer) : new Uint8Array(buffer))];
  }
  const parts = structureOf(checkpoint).parts.filter((part) => part.tensor === at);
  const reader = new PartReader(planScan(checkpoint, { parts }, { only: new Set([0]) }), sourceOf);
  return [...(await reader.read(0, { first: 0, end: parts[0]!.parameters }))];
}

it.each(['layers', 'graph'])('weights are what the library decodes (%s)', async (model) => {
  const decoded = JSON.parse(readFileSync(join(folder, model, 'decoded.json'), 'utf8')) as Decoded[];
  const checkpoint = await open(model);
  for (const { name, shape, values } of decoded) {
    const tensor = checkpoint.tensors.find((each) => each.name === name)!;
    expect(tensor.shape, name).toEqual(shape);
    if (values.length === 0 || name === 'steps') continue;
    const own = await valuesOf(checkpoint, name);
    values.forEach((value, i) => expect(own[i], `${name} ${i}`).toBeCloseTo(value, 5));
  }
});

/** What opens as a model is never taken for a trace. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildNpy, npyHeader } from '../../testing/npy-builder.ts';
import { fileOf } from '../../testing/safetensors-files.ts';
import { traceFile } from '../../testing/trace-of.ts';
import { traceFormats } from './index.ts';

const folder = join(import.meta.dirname, '../checkpoints/fixtures');
const samples = join(import.meta.dirname, '../../../public/samples');

function filesIn(path: string): [string, Uint8Array][] {
  return readdirSync(path, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => [name, new Uint8Array(readFileSync(join(parentPath, name)))]);
}

async function recognisers(name: string, bytes: Uint8Array): Promise<string[]> {
  const file = traceFile(name, bytes);
  const ids: string[] = [];
  for (const format of traceFormats) if (await format.recognises(file)) ids.push(format.id);
  return ids;
}

/** Numbers that count 0, 1, 2, … in a matrix: as far as anyone can tell, tables of counts. */
const tables = ['with-others.npz', 'bare.pt'];

/** Weights have both signs. */
const weights = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i));

describe('no importer recognises', () => {
  it.each(
    [...filesIn(folder), ...filesIn(samples)].filter(
      ([name]) => !/json$|md$/.test(name) && !tables.includes(name),
    ),
  )('%s', async (name, bytes) => {
    expect(await recognisers(name, bytes)).toEqual([]);
  });

  it.each<[string, Uint8Array]>([
    ['weights.npy', buildNpy(npyHeader("'<f4'", '(8, 8)'), { data: new Uint8Array(weights.buffer) })],
    [
      'model.safetensors',
      fileOf([
        ['layers.0.mlp.gate.weight', 'F32', [4, 8]],
        ['layers.1.mlp.gate.weight', 'F32', [4, 8]],
      ]),
    ],
    ['config.json', new TextEncoder().encode('{"num_experts": 8, "layers": [1, 2]}')],
    ['notes.csv', new TextEncoder().encode('a,b\n1,2\n')],
    ['empty', new Uint8Array(0)],
  ])('%s', async (name, bytes) => {
    expect(await recognisers(name, bytes)).toEqual([]);
  });
});

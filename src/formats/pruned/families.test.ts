import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { toFault, type FaultFacts } from '../../core/fault.ts';
import { elementCount } from '../../core/tensor.ts';
import { memoryFolder, openable } from '../../testing/memory-folder.ts';
import {
  configFile,
  EMBEDDING,
  fillSpecimen,
  openable as openableFile,
  openOnly,
  safetensorsOf,
  type FilledEntry,
} from '../../testing/specimens/specimen-file.ts';
import { EXPERTS, type Specimen } from '../../testing/specimens/specimen.ts';
import { pruningOf } from '../../testing/pruning-of.ts';
import { sourceOf } from '../sources/source-of.ts';
import { planPrunedFiles } from './plan-files.ts';
import { writePruned } from './write-pruned.ts';

const golden = resolve(import.meta.dirname, '../../core/families/fixtures/specimens.golden.json');
const specimens = JSON.parse(readFileSync(golden, 'utf8')) as readonly Specimen[];

const KEPT = [1, 3];

/** Name and values that should be left of a tensor, element by element; null if none. */
function leftOf({ entry, values }: FilledEntry): { name: string; values: readonly number[] } | null {
  const { name, of, layer, expert, memoryShape } = entry;
  if (expert !== null) {
    if (!KEPT.includes(expert)) return null;
    const renamed = of.name
      .replace('{layer}', String(layer))
      .replace('{expert}', String(KEPT.indexOf(expert)))
      .replace('{proj}', wordOf(entry));
    return { name: renamed, values: [...values!] };
  }
  const axis = of.axes.findIndex((meaning) => meaning.startsWith('expert'));
  if (axis < 0 || of.role === 'other') return { name, values: [...(values ?? [])] };
  const share = of.axes[axis] === 'expert*ffn' ? memoryShape[axis]! / EXPERTS : 1;
  const inner = elementCount(memoryShape.slice(axis + 1));
  return {
    name,
    values: [...values!].filter((_, i) => {
      const index = Math.floor(i / inner) % memoryShape[axis]!;
      const owner = Math.floor(index / share);
      return owner >= EXPERTS || KEPT.includes(owner);
    }),
  };
}

function wordOf({ of, projection }: FilledEntry['entry']): string {
  return Object.entries(of.projections).find(([, meaning]) => meaning === projection)![0];
}

async function prune(specimen: Specimen, filled: readonly FilledEntry[]) {
  const files = [openableFile('model.safetensors', safetensorsOf(filled))];
  const checkpoint = await openOnly([
    ...files,
    ...(specimen.config === null ? [] : [configFile(specimen.config)]),
  ]);
  const before = structureOf(checkpoint);
  const keepLists = new Map(specimen.moeLayers.map((layer) => [layer, KEPT]));
  const thresholds = new Float64Array(before.parts.length);
  const folder = memoryFolder();
  await writePruned(planPrunedFiles(checkpoint, before, pruningOf({ keepLists, thresholds })), folder, {
    sourceOf,
  });
  const pruned = await openOnly(openable(folder.files));
  return { before, after: structureOf(pruned), pruned, bytes: folder.files.get('model.safetensors')! };
}

const named = specimens.map((specimen): [string, Specimen] => [
  specimen.layout === '' ? specimen.family : `${specimen.family} as ${specimen.layout}`,
  specimen,
]);

/** What can't lose experts, and the first reason that is given. */
const refused: Readonly<Record<string, string>> = {
  deepseek_v4: '“layers.0.ffn.gate.tid2eid” chooses experts by the id of a token',
  'deepseek_v4 as hf-v5-fused': '“layers.0.ffn.gate.tid2eid” chooses experts by the id of a token',
  doge: '“model.layers.0.mlp.router_gate.weight” holds a key for each half of an expert’s number',
  grovemoe: '“model.layers.0.mlp.chunk_experts.0.down_proj.weight” is shared by a group of experts',
  // the specimen lacks both its count and its routers
  scattermoe: 'config.json does not say how many experts there are, by any key that is known here',
};

describe('every family', () => {
  it.each(named.filter(([name]) => refused[name] === undefined))(
    '%s loses experts and nothing else',
    async (_, specimen) => {
      const filled = fillSpecimen(specimen, 7);
      const { before, after, pruned, bytes } = await prune(specimen, filled);
      const found = pruned.tensors
        .filter(({ name }) => name !== EMBEDDING)
        .map(({ name, startByte, byteLength }): [string, number[]] => [
          name,
          [...new Float32Array(bytes.slice(startByte, startByte + byteLength).buffer)],
        ]);
      const left = filled.map(leftOf).filter((one) => one !== null);
      expect(new Map(found)).toEqual(new Map(left.map(({ name, values }) => [name, values])));
      expect(after).toMatchObject({
        family: before.family,
        moeLayers: before.moeLayers,
        expertsPerLayer: KEPT.length,
        topK: before.topK,
      });
    },
  );

  it.each(named.filter(([name]) => refused[name] !== undefined))('%s is refused', async (name, specimen) => {
    const error = await prune(specimen, fillSpecimen(specimen, 7)).then(() => null, toFault);
    expect(error?.code).toBe('export-impossible');
    const { problems } = error!.facts as FaultFacts['export-impossible'];
    expect(problems.join(' ')).toContain(refused[name]);
  });
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedFixture } from '../../testing/shared.ts';
import { ggufOf, ggufSpecimen } from '../../testing/specimens/gguf-specimen.ts';
import { specimensOf } from '../../testing/specimens/from-registry.ts';
import type { Registry } from '../../testing/specimens/registry.ts';
import { compareShares, readShares } from '../../testing/specimens/read-shares.ts';
import {
  configFile,
  EMBEDDING,
  fillSpecimen,
  openable,
  openOnly,
  safetensorsOf,
} from '../../testing/specimens/specimen-file.ts';
import { EXPERTS, ZERO_EXPERTS, type Specimen } from '../../testing/specimens/specimen.ts';
import { notice } from '../fault.ts';
import type { Family } from './family.ts';
import { families } from './index.ts';
import { structureOf } from './structure-of.ts';

const committed = resolve(import.meta.dirname, 'fixtures/specimens.golden.json');
const specimens = JSON.parse(readFileSync(committed, 'utf8')) as readonly Specimen[];
const registry = sharedFixture('moe_architectures.json');

const all: readonly Family[] = families;

describe.skipIf(registry === null)('the specimens (skipped: no reference list in ../shared)', () => {
  const list = JSON.parse(
    registry === null ? '{"architectures":[]}' : readFileSync(registry, 'utf8'),
  ) as Registry;
  const listed = new Map(list.architectures.map((entry) => [entry.id, entry]));

  it('are what the reference list makes of them, and those of families that it does not have', async () => {
    const others = specimens.filter(({ family }) => !listed.has(family));
    const lines = [...specimensOf(list), ...others].map((specimen) => JSON.stringify(specimen));
    await expect(`[\n${lines.join(',\n')}\n]\n`).toMatchFileSnapshot(committed);
  });

  it('are of families that GGUF calls what the list says', () => {
    // DeepSeek's own, which is also what Mistral Large 3 may be converted to
    const ambiguous = ['deepseek2'];
    for (const { id, gguf } of all) {
      const own = [...(gguf?.architectures ?? []), ...ambiguous];
      const missing = (listed.get(id)?.ggufArch ?? []).filter((name) => !own.includes(name));
      expect(missing, id).toEqual([]);
    }
  });
});

describe('families', () => {
  it('have a specimen each, but for our own', () => {
    const found = new Set(specimens.map(({ family }) => family));
    expect([...found].sort()).toEqual(
      families
        .map(({ id }): string => id)
        .filter((id) => id !== 'moe_scope')
        .sort(),
    );
  });
});

const named = specimens.map((specimen): [string, Specimen] => [
  specimen.layout === '' ? specimen.family : `${specimen.family} as ${specimen.layout}`,
  specimen,
]);

describe.each(named)('%s', (_, specimen) => {
  const filled = fillSpecimen(specimen, 7);
  const bytes = safetensorsOf(filled);
  const opened = async (name: string, files: Parameters<typeof openOnly>[0] = []) => {
    const checkpoint = await openOnly([openable(name, bytes), ...files]);
    return { checkpoint, structure: structureOf(checkpoint) };
  };
  const settings = specimen.config === null ? [] : [configFile(specimen.config)];

  it('has its layers, experts, top-k and shared experts', async () => {
    const { structure } = await opened('model.safetensors', settings);
    expect(structure).toMatchObject({
      family: specimen.family,
      layers: specimen.layers,
      moeLayers: specimen.moeLayers,
      expertsPerLayer: EXPERTS,
      topK: specimen.topK,
      sharedExperts: specimen.sharedExperts,
    });
    const hasWeightless = specimen.tensors.some(({ axes }) => axes.includes('expert(+zero)'));
    expect(structure.notices).toEqual(
      hasWeightless ? [notice('weightless-experts', { weightless: ZERO_EXPERTS, experts: EXPERTS })] : [],
    );
  });

  it('gives every tensor its role and layer', async () => {
    const { checkpoint, structure } = await opened('model.safetensors', settings);
    const found = structure.parts.map(
      ({ tensor, role, layer }) => `${checkpoint.tensors[tensor]!.name}: ${role} in ${layer ?? 'no layer'}`,
    );
    const expected = filled.map(
      ({ entry: { name, of, layer } }) => `${name}: ${of.role} in ${layer ?? 'no layer'}`,
    );
    expect([...new Set(found)].sort()).toEqual([...expected, `${EMBEDDING}: other in no layer`].sort());
  });

  it('gives every matrix of a feed-forward block its projection', async () => {
    const { checkpoint, structure } = await opened('model.safetensors', settings);
    const found = new Map<string, Set<string | null>>();
    for (const { tensor, projection } of structure.parts) {
      const { name } = checkpoint.tensors[tensor]!;
      found.set(name, (found.get(name) ?? new Set()).add(projection));
    }
    const known = filled.filter(
      ({ entry: { projection, of } }) => projection !== 'other' && of.role !== 'vector',
    );
    expect(known.map(({ entry: { name } }) => [name, found.get(name)])).toEqual(
      known.map(({ entry: { name, projection, of } }) => [
        name,
        new Set<string>(projection === 'gateUp' ? (of.split?.order ?? ['gateUp']) : [projection]),
      ]),
    );
  });

  it('cuts experts into what slicing finds', async () => {
    const { checkpoint, structure } = await opened('model.safetensors', settings);
    expect(compareShares(readShares({ structure, tensors: checkpoint.tensors }, filled), filled)).toEqual([]);
  });

  it('is read alike without settings or a telling name', async () => {
    const known = await opened('model.safetensors', settings);
    const { checkpoint, structure } = await opened('unknown');
    if (specimen.lookAlikes.length > 0) expect(specimen.lookAlikes).toContain(structure.family);
    expect(structure).toMatchObject({ layers: specimen.layers, expertsPerLayer: EXPERTS });
    expect(structure.parts).toEqual(known.structure.parts);
    expect(compareShares(readShares({ structure, tensors: checkpoint.tensors }, filled), filled)).toEqual([]);
  });
});

const converted = specimens
  .filter(({ layout }) => layout === '')
  .flatMap((specimen): [string, Specimen][] => {
    const { gguf } = all.find(({ id }) => id === specimen.family) ?? {};
    if (gguf === undefined) return [];
    return gguf.architectures.map((architecture) => [architecture, ggufSpecimen(specimen, gguf)]);
  });

describe.each(converted)('a GGUF file of %s', (architecture, specimen) => {
  it('is of its family, with its layers, experts and top-k', async () => {
    const filled = fillSpecimen(specimen, 11);
    const bytes = ggufOf(filled, { architecture, specimen });
    const checkpoint = await openOnly([openable('unknown', bytes)]);
    const structure = structureOf(checkpoint);
    expect(structure).toMatchObject({
      family: specimen.family,
      layers: specimen.layers,
      moeLayers: specimen.moeLayers,
      expertsPerLayer: EXPERTS,
      sharedExperts: specimen.sharedExperts,
      notices: [],
    });
    expect(compareShares(readShares({ structure, tensors: checkpoint.tensors }, filled), filled)).toEqual([]);
  });
});

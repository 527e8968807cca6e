/** The table of families in the README is what reading specimens comes to; `npx vitest run families-table -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { OpenableFile } from '../core/checkpoint.ts';
import type { Family } from '../core/families/family.ts';
import { families } from '../core/families/index.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { markdownTable } from '../testing/markdown-table.ts';
import { ggufOf, ggufSpecimen } from '../testing/specimens/gguf-specimen.ts';
import {
  flaxOf,
  hdf5Of,
  kerasOf,
  legacyTorchOf,
  npzOf,
  onnxOf,
  tfjsOf,
  torchOf,
} from '../testing/specimens/other-files.ts';
import { compareShares, readShares } from '../testing/specimens/read-shares.ts';
import {
  configFile,
  fillSpecimen,
  openable,
  openOnly,
  safetensorsOf,
  type FilledEntry,
} from '../testing/specimens/specimen-file.ts';
import { EXPERTS, type Specimen } from '../testing/specimens/specimen.ts';
import { checkpointFormats, type CheckpointFormatId } from './checkpoints/index.ts';

const root = join(import.meta.dirname, '../..');
const readme = join(root, 'README.md');
const BEGIN = '<!-- families: written by src/formats/families-table.test.ts -->';
const END = '<!-- /families -->';

const specimens = JSON.parse(
  readFileSync(join(root, 'src/core/families/fixtures/specimens.golden.json'), 'utf8'),
) as readonly Specimen[];

/** Writers of formats that keep a model's own names. */
const writers: Partial<
  Record<CheckpointFormatId, (filled: readonly FilledEntry[]) => Uint8Array | OpenableFile[]>
> = {
  safetensors: safetensorsOf,
  npz: npzOf,
  hdf5: hdf5Of,
  keras: kerasOf,
  onnx: onnxOf,
  tfjs: tfjsOf,
  flax: flaxOf,
  pytorch: torchOf,
  'pytorch-legacy': legacyTorchOf,
};

const IS_READ = '✓';
/** The family is never in this format: a lone array has no name, llama.cpp knows no such architecture. */
const IS_NEVER = '–';
/** The format is read, and the general tests of names hold for it; this table has nothing that writes it. */
const IS_UNTRIED = '·';

async function cellOf(family: Family, format: CheckpointFormatId): Promise<string> {
  if (format === 'npy') return IS_NEVER;
  if (format === 'gguf') return ggufCell(family);
  const write = writers[format];
  if (write === undefined) return IS_UNTRIED;
  for (const specimen of specimens.filter((entry) => entry.family === family.id)) {
    const filled = fillSpecimen(specimen, 3);
    await expectRead(specimen, { bytes: write(filled), filled });
  }
  return IS_READ;
}

async function ggufCell({ id, gguf }: Family): Promise<string> {
  if (gguf === undefined) return IS_NEVER;
  const specimen = ggufSpecimen(
    specimens.find(({ family, layout }) => family === id && ['', 'hub'].includes(layout))!,
    gguf,
  );
  const filled = fillSpecimen(specimen, 3);
  for (const architecture of gguf.architectures) {
    await expectRead(specimen, { bytes: ggufOf(filled, { architecture, specimen }), filled });
  }
  return IS_READ;
}

async function expectRead(
  { config, ...specimen }: Specimen,
  { bytes, filled }: { bytes: Uint8Array | OpenableFile[]; filled: readonly FilledEntry[] },
): Promise<void> {
  const weights = bytes instanceof Uint8Array ? [openable('unknown', bytes)] : bytes;
  const files = [...weights, ...(config === null ? [] : [configFile(config)])];
  const { tensors, config: settings } = await openOnly(files);
  const structure = structureOf({ tensors, config: settings });
  expect(structure).toMatchObject({
    family: specimen.family,
    expertsPerLayer: EXPERTS,
    moeLayers: specimen.moeLayers,
  });
  expect(compareShares(readShares({ structure, tensors }, filled), filled)).toEqual([]);
}

it('is in the README', async () => {
  const published = families
    .filter(({ id }) => id !== 'moe_scope')
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const rows: string[][] = [];
  for (const family of published) {
    const cells: string[] = [];
    for (const { id } of checkpointFormats) cells.push(await cellOf(family, id));
    rows.push([family.name, ...cells]);
  }
  const table = markdownTable([['family', ...checkpointFormats.map(({ name }) => name)], ...rows]);
  const text = readFileSync(readme, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  expect(begin).toBeGreaterThan(0);
  expect(end).toBeGreaterThan(begin);
  await expect(`${text.slice(0, begin)}${BEGIN}\n\n${table}\n\n${text.slice(end)}`).toMatchFileSnapshot(
    readme,
  );
});

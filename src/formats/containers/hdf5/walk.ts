/** Every dataset of an HDF5 file, with the names that lead to it. */
import { clipped } from '../../clipped.ts';
import type { ReadOptions } from '../../source.ts';
import type { ByteSource } from '../../source.ts';
import { readTextAttribute } from './attributes.ts';
import { parseDataset, type Dataset } from './dataset.ts';
import { isGroup, readMembers } from './groups.ts';
import { Hdf5Metadata, malformedHdf5 } from './metadata.ts';
import { readMessages } from './object-header.ts';
import { readRootAddress } from './superblock.ts';

export interface NamedDataset extends Dataset {
  /** Names of the groups and its own, separated by “/”. */
  readonly name: string;
  /** The name it was met by before; everything else is the same. */
  readonly aliasOf?: string;
}

export interface Hdf5Contents {
  readonly metadata: Hdf5Metadata;
  readonly datasets: readonly NamedDataset[];
  /** Names that lead nowhere here, and why. */
  readonly ignored: readonly string[];
}

const ROOT = '';

export async function readHdf5Datasets(source: ByteSource, options?: ReadOptions): Promise<Hdf5Contents> {
  const metadata = new Hdf5Metadata(source, options);
  const root = await readRootAddress(metadata);
  const datasets: NamedDataset[] = [];
  const ignored: string[] = [];
  const known = new Map<number, NamedDataset | null>();
  const waiting = [{ name: ROOT, address: root }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, address } = next;
    const before = known.get(address);
    if (before) datasets.push({ ...before, name, aliasOf: before.name });
    if (before !== undefined) continue;
    known.set(address, null);
    const messages = await readMessages(metadata, address);
    if (isGroup(messages) || name === ROOT) {
      const members = await readMembers(metadata, messages);
      if (typeof members === 'string') {
        ignored.push(`${clipped(name) || '/'} (${members})`);
        continue;
      }
      // the last is taken first
      for (const { name: own, target } of [...members].reverse()) {
        const path = name === ROOT ? own : `${name}/${own}`;
        if (typeof target === 'number') waiting.push({ name: path, address: target });
        else ignored.push(`${clipped(path)} (${target})`);
      }
      continue;
    }
    const dataset = parseDataset(messages);
    if (dataset === null) continue;
    const isBfloat16 =
      dataset.elements === 'raw bytes' &&
      dataset.elementBytes === 2 &&
      (await readTextAttribute(metadata, messages, 'dtype')) === 'bfloat16';
    const found = { ...dataset, name, ...(isBfloat16 && { elements: { dtype: 'BF16' } as const }) };
    datasets.push(found);
    known.set(address, found);
  }
  refuseRepeated(datasets, metadata.file);
  return { metadata, datasets, ignored };
}

function refuseRepeated(datasets: readonly NamedDataset[], file: string): void {
  const names = new Set<string>();
  for (const { name } of datasets) {
    if (names.has(name)) throw malformedHdf5(file, `has “${clipped(name)}” twice`);
    names.add(name);
  }
}

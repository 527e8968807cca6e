/**
 * PyTorch's zip archives (`torch.save` since 1.6): https://github.com/pytorch/pytorch/blob/main/torch/serialization.py
 *
 *     <root>/data.pkl      a pickle of the saved object, its tensors referring to storages
 *     <root>/data/<key>    the bytes of each storage, not packed, so that tensors are sliced out of the file
 *     <root>/byteorder     "little" or "big"; absent before 2.0, then little
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import { clipped } from '../clipped.ts';
import {
  openTorchArchive,
  readTorchByteOrder,
  readTorchObject,
  TORCH_FORMAT as FORMAT,
  type TorchArchive as Archive,
} from '../containers/torch-archive.ts';
import { torchEntries } from '../containers/torch-entries.ts';
import { placeArrays, stemOf, textsOf } from '../containers/torch-object.ts';
import { nameTensors, type NamedTensor } from '../containers/torch-payload.ts';
import type { TorchTensor } from '../containers/torch-tensors.ts';
import { findTensors } from '../containers/torch-walk.ts';
import { locateMembers, placeMembers, type MemberPlace } from '../containers/zip-data.ts';
import { firstMemberName, type ZipMember } from '../containers/zip.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

export const pytorch = {
  id: 'pytorch',
  name: FORMAT,
  /** Any archive that no format before claims: only an archive's far end tells what is in it. */
  recognises: ({ head }: FileHead) => firstMemberName(head) !== null,
  read: readPytorch,
} as const satisfies CheckpointFormat;

async function readPytorch(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FileContents> {
  const archive = await openTorchArchive(source, options);
  const object = await readTorchObject(source, archive, options);
  const tensors = nameTensors(findTensors(object, source.name), stemOf(source.name));
  const { files, storages } = await placeStorages(file, { source, archive, tensors }, options);
  const byteOrder = await readTorchByteOrder(source, archive, options);
  const entries = torchEntries(tensors, { file: source.name, byteOrder, storages });
  return { tensors: entries, files, metadata: textsOf(object), notices: [] };
}

interface OpenArchive {
  readonly source: ByteSource;
  readonly archive: Archive;
  readonly tensors: readonly NamedTensor[];
}

/** Where every storage lies. Arrays that the pickle itself holds become files of their own. */
async function placeStorages(
  file: CheckpointFile,
  { source, archive, tensors }: OpenArchive,
  options?: ReadOptions,
): Promise<{ files: readonly CheckpointFile[]; storages: ReadonlyMap<TorchTensor['storage'], MemberPlace> }> {
  const members = storageMembers(archive, tensors);
  const placed = placeMembers(file, await locateMembers(source, [...members.values()], options));
  const arrays = placeArrays(tensors, { archive: file.name, files: placed.files.length });
  const stored = [...members.keys()].map((key, i) => [key, placed.places[i]!] as const);
  return { files: [...placed.files, ...arrays.files], storages: new Map([...stored, ...arrays.storages]) };
}

/** The members that hold the tensors' storages, by key, in the order of the tensors. */
function storageMembers(
  { file, members, root }: Archive,
  tensors: readonly NamedTensor[],
): Map<string, ZipMember> {
  const storages = new Map<string, ZipMember>();
  for (const { name, tensor } of tensors) {
    const key = tensor.storage;
    if (typeof key !== 'string') continue;
    const member = members.get(`${root}data/${key}`);
    if (!member) {
      const detail = `the bytes of “${clipped(name)}” (data/${clipped(key)}) are missing`;
      throw new Fault('malformed', { file, format: FORMAT, detail });
    }
    storages.set(key, member);
  }
  return storages;
}

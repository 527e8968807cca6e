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
import { parsePickle } from '../containers/pickle.ts';
import type { PickleValue } from '../containers/pickle-values.ts';
import { torchEntries } from '../containers/torch-entries.ts';
import { placeArrays, stemOf, textsOf } from '../containers/torch-object.ts';
import { nameTensors, type NamedTensor } from '../containers/torch-payload.ts';
import type { TorchTensor } from '../containers/torch-tensors.ts';
import { findTensors } from '../containers/torch-walk.ts';
import { locateMembers, placeMembers, readMember, type MemberPlace } from '../containers/zip-data.ts';
import { firstMemberName, readZipMembers, type ZipMember, type ZipMembers } from '../containers/zip.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import { MAX_PICKLE_BYTES } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

const FORMAT = 'PyTorch';
const PICKLE = 'data.pkl';

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
  const archive = await openArchive(source, options);
  const object = await readObject(source, archive, options);
  const tensors = nameTensors(findTensors(object, source.name), stemOf(source.name));
  const { files, storages } = await placeStorages(file, { source, archive, tensors }, options);
  const byteOrder = await readByteOrder(source, archive, options);
  const entries = torchEntries(tensors, { file: source.name, byteOrder, storages });
  return { tensors: entries, files, metadata: textsOf(object), notices: [] };
}

interface Archive {
  readonly file: string;
  readonly members: ZipMembers;
  /** What the names of all members begin with. */
  readonly root: string;
  readonly pickle: ZipMember;
}

async function openArchive(source: ByteSource, options?: ReadOptions): Promise<Archive> {
  const members = await readZipMembers(source, options);
  const pickles = [...members.values()].filter(({ name }) => name === PICKLE || name.endsWith(`/${PICKLE}`));
  const [pickle] = pickles.sort((a, b) => a.name.length - b.name.length);
  const file = source.name;
  if (pickle === undefined) {
    const advice =
      'Unpack it and drop what is inside; if that is a PyTorch file, this one has lost its data.pkl.';
    throw new Fault('unsupported-format', {
      file,
      format: 'a ZIP archive of neither PyTorch nor NumPy',
      advice,
    });
  }
  const root = pickle.name.slice(0, -PICKLE.length);
  if (members.has(`${root}constants.pkl`)) {
    const advice =
      "Its weights can be saved by themselves: torch.save(torch.jit.load(path).state_dict(), 'weights.pt').";
    throw new Fault('unsupported-format', { file, format: 'TorchScript (a compiled program)', advice });
  }
  return { file, members, root, pickle };
}

async function readObject(
  source: ByteSource,
  { pickle }: Archive,
  options?: ReadOptions,
): Promise<PickleValue> {
  if (pickle.size > MAX_PICKLE_BYTES) {
    const what = 'the length of data.pkl';
    throw new Fault('over-limit', { file: source.name, what, value: pickle.size, limit: MAX_PICKLE_BYTES });
  }
  return parsePickle(await readMember(source, pickle, options), source.name);
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

const BYTE_ORDERS = ['little', 'big'] as const;

/** Longer than either word. */
const MAX_BYTE_ORDER_BYTES = 16;

async function readByteOrder(
  source: ByteSource,
  { file, members, root }: Archive,
  options?: ReadOptions,
): Promise<'little' | 'big'> {
  const member = members.get(`${root}byteorder`);
  if (!member) return 'little';
  const text =
    member.size <= MAX_BYTE_ORDER_BYTES
      ? new TextDecoder().decode(await readMember(source, member, options))
      : '';
  const byteOrder = BYTE_ORDERS.find((order) => order === text.trim());
  if (byteOrder) return byteOrder;
  throw new Fault('malformed', { file, format: FORMAT, detail: 'its byte order is neither little nor big' });
}

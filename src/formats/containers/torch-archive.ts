/** What is in PyTorch's zip archives beside storages: the saved object and the byte order. Layout: checkpoints/pytorch.ts. */
import { Fault } from '../../core/fault.ts';
import { MAX_PICKLE_BYTES } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { parsePickle } from './pickle.ts';
import type { PickleValue } from './pickle-values.ts';
import { readMember } from './zip-data.ts';
import { readZipMembers, type ZipMember, type ZipMembers } from './zip.ts';

export const TORCH_FORMAT = 'PyTorch';
const PICKLE = 'data.pkl';

export interface TorchArchive {
  readonly file: string;
  readonly members: ZipMembers;
  /** What the names of all members begin with. */
  readonly root: string;
  readonly pickle: ZipMember;
}

/** Throws `unsupported-format` for archives of anything else, and what is wrong with the archive. */
export async function openTorchArchive(source: ByteSource, options?: ReadOptions): Promise<TorchArchive> {
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

/** The saved object, its tensors referring to storages. Throws what is wrong with its pickle. */
export async function readTorchObject(
  source: ByteSource,
  { pickle }: TorchArchive,
  options?: ReadOptions,
): Promise<PickleValue> {
  if (pickle.size > MAX_PICKLE_BYTES) {
    const what = 'the length of data.pkl';
    throw new Fault('over-limit', { file: source.name, what, value: pickle.size, limit: MAX_PICKLE_BYTES });
  }
  return parsePickle(await readMember(source, pickle, options), source.name);
}

const BYTE_ORDERS = ['little', 'big'] as const;

/** Longer than either word. */
const MAX_BYTE_ORDER_BYTES = 16;

export async function readTorchByteOrder(
  source: ByteSource,
  { file, members, root }: TorchArchive,
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
  throw new Fault('malformed', {
    file,
    format: TORCH_FORMAT,
    detail: 'its byte order is neither little nor big',
  });
}

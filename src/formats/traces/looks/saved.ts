/** What `torch.save` and `pickle.dump` kept, as plain data: dicts are Maps, lists and tuples arrays, tensors arrays of numbers. */
import { Fault } from '../../../core/fault.ts';
import type { TensorEntry } from '../../../core/tensor.ts';
import { clipped } from '../../clipped.ts';
import { parsePickle } from '../../containers/pickle.ts';
import { PickleGlobal, PickleObject, type PickleValue } from '../../containers/pickle-values.ts';
import { openTorchArchive, readTorchByteOrder, readTorchObject } from '../../containers/torch-archive.ts';
import { torchEntries } from '../../containers/torch-entries.ts';
import { tensorOf, type TorchTensor } from '../../containers/torch-tensors.ts';
import { locateMembers, placeMembers, type MemberPlace } from '../../containers/zip-data.ts';
import { firstMemberName } from '../../containers/zip.ts';
import { MAX_DEFLATE_RATIO, MAX_PICKLE_BYTES, MAX_PICKLE_DEPTH } from '../../limits.ts';
import type { ByteSource } from '../../source.ts';
import { bytesSource } from '../../sources/bytes-source.ts';
import type { TraceFile } from '../trace-file.ts';
import { innerSource } from './arrays.ts';
import { holdsText, lookOnce } from './once.ts';
import { arrayOfEntry, type TraceArray } from './trace-array.ts';

export type Saved =
  null | boolean | number | bigint | string | Uint8Array | Saved[] | SavedDict | TraceArray | SavedObject;

export type SavedDict = Map<Saved, Saved>;

/** An object of some class: what it is called and what it has, never more. */
export class SavedObject {
  readonly className: string;
  readonly attributes: ReadonlyMap<Saved, Saved>;

  constructor(className: string, attributes: ReadonlyMap<Saved, Saved> = new Map()) {
    this.className = className;
    this.attributes = attributes;
  }
}

/** In a dict, as people look things up. */
export function entryOf(value: Saved | undefined, key: string): Saved | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

/** The object in an archive of PyTorch's; null for models, whose pickles are long. */
export const lookTorch = lookOnce(async (file): Promise<{ readonly object: Saved } | null> => {
  if (firstMemberName(file.head) === null || holdsText(file.head, '.weight')) return null;
  const { source } = file;
  const archive = await openTorchArchive(source);
  const pickled = await readTorchObject(source, archive);
  const storages = await locateStorages(file, archive);
  const byteOrder = await readTorchByteOrder(source, archive);
  return { object: savedOf(pickled, { file, byteOrder, ...storages }) };
});

/** Python's pickles begin with the protocol. Those of PyTorch's old format go on with a long integer, and are models. */
const PROTO = 0x80;
const LONG1 = 0x8a;

/** The value of a bare pickle as it stands, for its dicts may be long; or why it was not run. */
export const lookPickle = lookOnce(
  async ({ head, size, name, source }): Promise<{ value: PickleValue } | { unsafe: Fault } | null> => {
    if (head[0] !== PROTO || head[2] === LONG1 || size > MAX_PICKLE_BYTES) return null;
    const bytes = await source.read(0, size);
    try {
      return { value: parsePickle(bytes, name) };
    } catch (error) {
      if (error instanceof Fault && error.code === 'unsafe-pickle') return { unsafe: error as Fault };
      throw error;
    }
  },
);

interface Storages {
  readonly places: ReadonlyMap<string, MemberPlace>;
  readonly sources: readonly ByteSource[];
}

async function locateStorages(
  file: TraceFile,
  { members, root }: Awaited<ReturnType<typeof openTorchArchive>>,
): Promise<Storages> {
  const folder = `${root}data/`;
  const stored = [...members.values()].filter(({ name }) => name.startsWith(folder));
  const placed = placeMembers(file.file, await locateMembers(file.source, stored));
  const sources = placed.files.map((inner, i) => (i === 0 ? file.source : innerSource(inner, file)));
  return {
    places: new Map(stored.map(({ name }, i) => [name.slice(folder.length), placed.places[i]!])),
    sources,
  };
}

interface Surroundings extends Storages {
  readonly file: TraceFile;
  readonly byteOrder: 'little' | 'big';
}

/**
 * Values may be shared and contain themselves: each is turned once. Many tensors may share the same bytes, up to what
 * packed bytes could unpack to: a small file must not make anyone read without end.
 */
function savedOf(root: PickleValue, around: Surroundings): Saved {
  const turned = new Map<PickleValue, Saved>();
  const { name, size } = around.file;
  let describedBytes = 0;

  function turn(value: PickleValue, depth: number): Saved {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    const before = turned.get(value);
    if (before !== undefined) return before;
    if (depth > MAX_PICKLE_DEPTH) {
      const what = 'the nesting of its objects';
      throw new Fault('over-limit', { file: name, what, value: depth, limit: MAX_PICKLE_DEPTH });
    }
    if (Array.isArray(value)) return turnList(value, depth);
    if (value instanceof Map) return turnDict(value, depth);
    const tensor = tensorOf(value, { file: name });
    const other = tensor === null ? turnObject(value, depth) : turnTensor(tensor);
    turned.set(value, other);
    return other;
  }

  function turnTensor(tensor: TorchTensor): Saved {
    const entry = entryOfTensor(tensor, around);
    describedBytes += entry.byteLength;
    const limit = MAX_DEFLATE_RATIO * size;
    if (describedBytes > limit) {
      const what = 'the bytes that its tensors share';
      throw new Fault('over-limit', { file: name, what, value: describedBytes, limit });
    }
    return arrayOfTensor(tensor, entry, around);
  }

  function turnList(list: PickleValue[], depth: number): Saved[] {
    const result: Saved[] = [];
    turned.set(list, result);
    for (const item of list) result.push(turn(item, depth + 1));
    return result;
  }

  function turnDict(dict: ReadonlyMap<PickleValue, PickleValue>, depth: number): SavedDict {
    const result: SavedDict = new Map();
    turned.set(dict as PickleValue, result);
    for (const [key, item] of dict) result.set(turn(key, depth + 1), turn(item, depth + 1));
    return result;
  }

  function turnObject(value: PickleValue, depth: number): SavedObject {
    if (value instanceof PickleGlobal) return new SavedObject(value.path);
    if (!(value instanceof PickleObject)) return new SavedObject('a set or a storage');
    const { state } = value;
    const attributes = state instanceof Map ? turnDict(state, depth + 1) : undefined;
    return new SavedObject(value.calls ?? 'an unnamed class', attributes);
  }

  return turn(root, 0);
}

function entryOfTensor(tensor: TorchTensor, { file, byteOrder, places }: Surroundings): TensorEntry {
  const { storage } = tensor;
  const place =
    typeof storage === 'string' ? places.get(storage) : { file: 0, startByte: 0, byteLength: storage.length };
  if (place === undefined) {
    const detail = `the bytes of a tensor (data/${clipped(String(storage))}) are missing`;
    throw new Fault('malformed', { file: file.name, format: 'PyTorch', detail });
  }
  const named = { name: 'a tensor', path: [], tensor, isTrainingState: false };
  const layout = { file: file.name, byteOrder, storages: new Map([[storage, place]]) };
  return torchEntries([named], layout)[0]!;
}

function arrayOfTensor({ storage }: TorchTensor, entry: TensorEntry, { file, sources }: Surroundings): Saved {
  const source = typeof storage === 'string' ? sources[entry.file]! : bytesSource(file.name, storage);
  return arrayOfEntry(entry, source) ?? new SavedObject(`a tensor of ${entry.undrawn ?? entry.dtype}`);
}

/**
 * Tensors in a pickle of PyTorch's: https://github.com/pytorch/pytorch/blob/main/torch/_utils.py (`_rebuild_*`) and
 * torch/serialization.py (`persistent_id`). A tensor is a call with a storage, an offset, sizes and strides, all in
 * elements; a storage is a persistent id: ('storage', class, key, device, elements).
 */
import { Fault, type UndrawnReason } from '../../core/fault.ts';
import { rowMajorStrides } from '../../core/region.ts';
import { elementsOf } from './npy-dtypes.ts';
import { columnMajorStrides } from './npy-entry.ts';
import { arrayOf, type PickledArray } from './pickle-ndarray.ts';
import {
  isCount,
  isCounts,
  PersistentId,
  PickleGlobal,
  PickleObject,
  type PickleValue,
} from './pickle-values.ts';
import { elementTypeOf, type ElementType } from './torch-dtypes.ts';

/** A tensor as its file describes it; whether it lies within its storage is for the reader of the file to check. */
export interface TorchTensor {
  /** Key of its storage; the bytes themselves for an array of NumPy's, which the pickle holds. */
  readonly storage: string | Uint8Array;
  /** Null if not known here: then only the storage as a whole can be listed. */
  readonly type: ElementType | null;
  /** Set for arrays of NumPy's; tensors have the byte order of their file. */
  readonly byteOrder?: 'little' | 'big';
  /** In elements, from the storage's first. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** In elements; as many as the shape has axes. */
  readonly strides: readonly number[];
}

/** For messages, and how many calls the one that is looked at lies inside of. */
interface Context {
  readonly file: string;
  readonly wrappers: number;
}

type Rebuild = (args: readonly PickleValue[], context: Context) => TorchTensor | null;

const rebuilders: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ['torch._utils._rebuild_tensor', rebuildDense],
  ['torch._utils._rebuild_tensor_v2', rebuildDense],
  ['torch._utils._rebuild_tensor_v3', rebuildTyped],
  ['torch._utils._rebuild_qtensor', (args, context) => undrawn(rebuildDense(args, context), 'quantised')],
  ['torch._utils._rebuild_sparse_tensor', rebuildSparse],
  ['torch._utils._rebuild_sparse_csr_tensor', rebuildSparse],
  ['torch._utils._rebuild_parameter', ([data], context) => tensorOf(data, context)],
  ['torch._utils._rebuild_parameter_with_state', ([data], context) => tensorOf(data, context)],
  ['torch._tensor._rebuild_from_type', rebuildFromType],
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
]);

/** A parameter of a subclass with attributes has three. */
const MAX_WRAPPERS = 8;

/** The tensor that a pickled value is, or null if it is something else. Throws `malformed` for a damaged tensor. */
export function tensorOf(
  value: PickleValue | undefined,
  { file, wrappers = 0 }: { readonly file: string; readonly wrappers?: number },
): TorchTensor | null {
  if (!(value instanceof PickleObject) || wrappers > MAX_WRAPPERS) return null;
  const rebuild = rebuilders.get(value.calls ?? '');
  return rebuild ? rebuild(value.args, { file, wrappers: wrappers + 1 }) : fromArray(arrayOf(value));
}

/** (storage, offset, sizes, strides, …) */
function rebuildDense(args: readonly PickleValue[], { file }: Context): TorchTensor {
  const [storedIn, offset, shape, strides] = args;
  const { key, type } = storageOf(storedIn, file);
  if (!isCount(offset) || !isCounts(shape) || !isCounts(strides) || shape.length !== strides.length) {
    throw damaged(file, 'a tensor has no proper offset, sizes and strides');
  }
  return { storage: key, type, offset, shape, strides };
}

/** (storage, offset, sizes, strides, requires_grad, hooks, dtype): for types younger than typed storages. */
function rebuildTyped(args: readonly PickleValue[], context: Context): TorchTensor {
  const dtype = args[6];
  const type = dtype instanceof PickleGlobal ? elementTypeOf(dtype.path) : null;
  return { ...rebuildDense(args, context), type };
}

/** (layout, (indices …, values, sizes[, is_coalesced])): listed by its values, which are all that is stored. */
function rebuildSparse([, parts]: readonly PickleValue[], context: Context): TorchTensor | null {
  if (!Array.isArray(parts)) return null;
  const sizes = parts.findLastIndex((part) => Array.isArray(part));
  return undrawn(tensorOf(parts[sizes - 1], context), 'sparse');
}

/** (function, class, its arguments, attributes): a tensor with attributes, or of a class of its own. */
function rebuildFromType(
  [callable = null, , args]: readonly PickleValue[],
  context: Context,
): TorchTensor | null {
  return Array.isArray(args) ? tensorOf(new PickleObject(callable, args), context) : null;
}

/** An array that is no tensor, but may well be weights: some converters save dicts of them. */
function fromArray(array: PickledArray | null): TorchTensor | null {
  const elements = array && elementsOf(array.descr);
  if (array === null || elements === null || typeof elements === 'string') return null;
  const { byteOrder = 'little', ...type } = elements;
  const strides = array.isFortran ? columnMajorStrides(array.shape) : rowMajorStrides(array.shape);
  return { storage: array.bytes, type, byteOrder, offset: 0, shape: array.shape, strides };
}

function undrawn(tensor: TorchTensor | null, reason: UndrawnReason): TorchTensor | null {
  if (!tensor?.type) return tensor;
  return { ...tensor, type: { ...tensor.type, undrawn: reason } };
}

/** ('storage', class, key, device, elements[, view]) */
function storageOf(value: PickleValue | undefined, file: string): { key: string; type: ElementType | null } {
  const id = value instanceof PersistentId && Array.isArray(value.id) ? value.id : [];
  const [kind, type, key] = id;
  const isKey = typeof key === 'string' || isCount(key);
  if (kind !== 'storage' || !(type instanceof PickleGlobal) || !isKey) {
    throw damaged(file, 'a tensor has no storage');
  }
  return { key: String(key), type: elementTypeOf(type.path) };
}

function damaged(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'PyTorch', detail });
}

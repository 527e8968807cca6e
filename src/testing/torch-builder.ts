/** PyTorch files for tests: archives around pickles that no PyTorch would write. Layout: formats/checkpoints/pytorch.ts. */
import {
  call,
  integer,
  named,
  none,
  persistent,
  pickle,
  text,
  tuple,
  type Pickled,
} from './pickle-builder.ts';
import { buildZip, type ZipEntry } from './zip-builder.ts';

export interface TorchFile {
  /** Name and bytes of each storage. */
  readonly storages?: Readonly<Record<string, Uint8Array>>;
  readonly byteOrder?: string;
  readonly others?: readonly ZipEntry[];
}

export function buildTorchFile(object: Pickled | Uint8Array, file: TorchFile = {}): Uint8Array {
  const { storages = {}, byteOrder, others = [] } = file;
  const bytes = object instanceof Uint8Array ? object : pickle(object);
  const entries: ZipEntry[] = [
    { name: 'archive/data.pkl', bytes },
    ...(byteOrder === undefined
      ? []
      : [{ name: 'archive/byteorder', bytes: new TextEncoder().encode(byteOrder) }]),
    ...Object.entries(storages).map(([key, bytes]) => ({ name: `archive/data/${key}`, bytes })),
    { name: 'archive/version', bytes: new TextEncoder().encode('3\n') },
    ...others,
  ];
  return buildZip(entries, { alignment: 64, isZip64: true });
}

export interface PickledTensor {
  readonly key?: string;
  /** Class of the storage: `FloatStorage`. */
  readonly storage?: string;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Set for tensors of untyped storage: `float8_e4m3fn`. */
  readonly dtype?: string;
}

export function tensor(description: PickledTensor): Pickled {
  const { key = '0', storage = 'FloatStorage', offset = 0, shape, strides, dtype } = description;
  const type = dtype === undefined ? named('torch', storage) : named('torch.storage', 'UntypedStorage');
  const stored = persistent(tuple(text('storage'), type, text(key), text('cpu'), integer(1)));
  const hooks = call(named('collections', 'OrderedDict'));
  const place = [
    stored,
    integer(offset),
    tuple(...shape.map(integer)),
    tuple(...strides.map(integer)),
    none,
    hooks,
  ];
  return dtype === undefined
    ? call(named('torch._utils', '_rebuild_tensor_v2'), ...place)
    : call(named('torch._utils', '_rebuild_tensor_v3'), ...place, named('torch', dtype));
}

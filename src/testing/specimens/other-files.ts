/** Specimens in the other formats that keep a model's own names. */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { rowMajorStrides } from '../../core/region.ts';
import { buildHdf5 } from '../hdf5-builder.ts';
import { buildNpy, npyHeader } from '../npy-builder.ts';
import { packArray, packMap } from '../msgpack-builder.ts';
import { buildOnnx } from '../onnx-builder.ts';
import {
  call,
  dict,
  integer,
  list,
  named,
  none,
  persistent,
  pickle,
  text,
  tuple,
  type Pickled,
} from '../pickle-builder.ts';
import { buildTorchFile, tensor } from '../torch-builder.ts';
import { buildZip } from '../zip-builder.ts';
import { openable, type FilledEntry } from './specimen-file.ts';

export function npzOf(filled: readonly FilledEntry[]): Uint8Array {
  return buildZip(
    filled.map(({ entry: { name, shape }, values }) => ({
      name: `${name}.npy`,
      bytes: buildNpy(npyHeader(`'<f4'`, `(${shape.map((size) => `${size},`).join('')})`), {
        data: bytesOf(values, shape),
      }),
    })),
  );
}

export function torchOf(filled: readonly FilledEntry[]): Uint8Array {
  const tensors: Record<string, Pickled> = {};
  const storages: Record<string, Uint8Array> = {};
  filled.forEach(({ entry: { name, shape }, values }, i) => {
    tensors[name] = tensor({ key: String(i), shape, strides: rowMajorStrides(shape) });
    storages[String(i)] = bytesOf(values, shape);
  });
  return buildTorchFile(dict(tensors), { storages });
}

export function hdf5Of(filled: readonly FilledEntry[]): Uint8Array {
  return buildHdf5(
    filled.map(({ entry: { name, shape }, values }) => ({ name, shape, bytes: bytesOf(values, shape) })),
  );
}

export function kerasOf(filled: readonly FilledEntry[]): Uint8Array {
  return buildZip([
    { name: 'metadata.json', bytes: new TextEncoder().encode('{}') },
    { name: 'model.weights.h5', bytes: hdf5Of(filled) },
  ]);
}

export function onnxOf(filled: readonly FilledEntry[]): Uint8Array {
  return buildOnnx(
    filled.map(({ entry: { name, shape }, values }) => ({ name, shape, bytes: bytesOf(values, shape) })),
  );
}

export function flaxOf(filled: readonly FilledEntry[]): Uint8Array {
  return new Uint8Array(
    Buffer.from(
      packMap(
        filled.map(({ entry: { name, shape }, values }) => [
          name,
          packArray(shape, 'float32', bytesOf(values, shape)),
        ]),
      ),
    ),
  );
}

/** The list of weights, and the file that it speaks of. */
export function tfjsOf(filled: readonly FilledEntry[]): OpenableFile[] {
  const weights = filled.map(({ entry: { name, shape } }) => ({ name, shape, dtype: 'float32' }));
  const model = { modelTopology: {}, weightsManifest: [{ paths: ['./weights.bin'], weights }] };
  const bytes = Buffer.concat(filled.map(({ entry: { shape }, values }) => bytesOf(values, shape)));
  return [
    openable('unknown', new TextEncoder().encode(JSON.stringify(model))),
    openable('weights.bin', new Uint8Array(bytes)),
  ];
}

const TRUE: Pickled = [0x88];
/** 0x1950a86a20f9469cfc6c, as a long of ten bytes. */
const MAGIC: Pickled = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** As PyTorch wrote before version 1.6: five pickles, then each storage after its number of elements. */
export function legacyTorchOf(filled: readonly FilledEntry[]): Uint8Array {
  const stored = filled.map(({ entry: { shape }, values }) => bytesOf(values, shape));
  const tensors: Record<string, Pickled> = {};
  filled.forEach(({ entry: { name, shape } }, i) => {
    const elements = integer(stored[i]!.length / 4);
    const storage = tuple(
      text('storage'),
      named('torch', 'FloatStorage'),
      text(String(i)),
      text('cpu'),
      elements,
      none,
    );
    const sizes = [shape, rowMajorStrides(shape)].map((numbers) => tuple(...numbers.map(integer)));
    const place = [
      persistent(storage),
      integer(0),
      ...sizes,
      none,
      call(named('collections', 'OrderedDict')),
    ];
    tensors[name] = call(named('torch._utils', '_rebuild_tensor_v2'), ...place);
  });
  const header = [MAGIC, integer(1001), dict({ little_endian: TRUE }), dict(tensors)].map(pickle);
  const keys = pickle(list(...filled.map((_, i) => text(String(i)))));
  const data = stored.flatMap((bytes) => [
    new Uint8Array(BigInt64Array.of(BigInt(bytes.length / 4)).buffer),
    bytes,
  ]);
  return new Uint8Array(Buffer.concat([...header, keys, ...data]));
}

/** Tables of integers, which no family is told by, are floats here. */
function bytesOf(values: Float32Array | null, shape: readonly number[]): Uint8Array {
  const filled = values ?? new Float32Array(shape.reduce((product, size) => product * size, 1));
  return new Uint8Array(filled.buffer);
}

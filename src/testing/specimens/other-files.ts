/** Specimens in the other formats that keep a model's own names. */
import { rowMajorStrides } from '../../core/region.ts';
import { buildNpy, npyHeader } from '../npy-builder.ts';
import { dict, type Pickled } from '../pickle-builder.ts';
import { buildTorchFile, tensor } from '../torch-builder.ts';
import { buildZip } from '../zip-builder.ts';
import type { FilledEntry } from './specimen-file.ts';

export function npzOf(filled: readonly FilledEntry[]): Uint8Array {
  return buildZip(
    filled.map(({ entry: { name, shape }, values }) => ({
      name: `${name}.npy`,
      bytes: buildNpy(npyHeader(`'<f4'`, `(${shape.join(', ')},)`), { data: bytesOf(values, shape) }),
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

/** Tables of integers, which no family is told by, are floats here. */
function bytesOf(values: Float32Array | null, shape: readonly number[]): Uint8Array {
  const filled = values ?? new Float32Array(shape.reduce((product, size) => product * size, 1));
  return new Uint8Array(filled.buffer);
}

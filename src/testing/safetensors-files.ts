/** Safetensors files for tests: honest ones by the writer, and headers as hostile as a test wants them. */
import type { CheckpointFile } from '../core/checkpoint.ts';
import { byteLengthOf } from '../core/dtype.ts';
import { elementCount } from '../core/tensor.ts';
import type { SafetensorsDtype } from '../formats/checkpoints/safetensors.ts';
import { encodeSafetensors } from '../formats/checkpoints/safetensors-writer.ts';

export type TensorSpec = readonly [name: string, dtype: SafetensorsDtype, shape: readonly number[]];

/** A file whose tensors' bytes count 0, 1, 2, … */
export function fileOf(
  specs: readonly TensorSpec[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const tensors = specs.map(([name, dtype, shape]) => ({
    name,
    dtype,
    shape,
    bytes: Uint8Array.from({ length: byteLengthOf(dtype, elementCount(shape)) }, (_, i) => i),
  }));
  return encodeSafetensors(tensors, metadata);
}

/** Any text as header, before `dataBytes` zeros; `headerLength` may lie. */
export function fileWithHeader(
  header: string,
  { dataBytes = 0, headerLength }: { dataBytes?: number; headerLength?: bigint } = {},
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, headerLength ?? BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

export function bytesFile(name: string, bytes: Uint8Array): CheckpointFile {
  return { name, size: bytes.length, recipe: { kind: 'bytes', name, bytes } };
}

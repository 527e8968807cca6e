/** Arrays of 32-bit floats as safetensors and back, for models that are trained here: they fit into memory. BF16 is read, too. */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { encodeSafetensors } from './safetensors-writer.ts';
import { safetensors } from './safetensors.ts';

export interface FloatArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface FloatArrays {
  readonly arrays: readonly FloatArray[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a page can train has far fewer bytes. */
const MOST_BYTES = 2 ** 31;

export function encodeFloatArrays({ arrays, metadata }: FloatArrays): Uint8Array<ArrayBuffer> {
  const tensors = arrays.map(({ name, shape, values }) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { name, dtype: 'F32' as const, shape, bytes };
  });
  return encodeSafetensors(tensors, metadata);
}

/** Throws what the reader throws, and `malformed` where elements are of another dtype. */
export async function readFloatArrays(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FloatArrays> {
  if (source.size > MOST_BYTES) {
    const facts = { what: 'its size in bytes', value: source.size, limit: MOST_BYTES };
    throw new Fault('over-limit', { file: file.name, ...facts });
  }
  const { tensors, metadata } = await safetensors.read(file, source, options);
  const bytes = await source.read(0, source.size, options);
  const arrays = tensors.map(({ name, shape, dtype, startByte, byteLength }): FloatArray => {
    if (dtype !== 'F32' && dtype !== 'BF16') {
      const detail = `“${name}” is ${dtype}, and runs of this page are kept as F32 or BF16`;
      throw new Fault('malformed', { file: file.name, format: 'safetensors', detail });
    }
    // a copy begins at a multiple of four, as floats must
    const { buffer } = bytes.slice(startByte, startByte + byteLength);
    return {
      name,
      shape,
      values: dtype === 'F32' ? new Float32Array(buffer) : widen(new Uint16Array(buffer)),
    };
  });
  return { arrays, metadata };
}

/** BF16 is the upper half of an F32. */
function widen(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
